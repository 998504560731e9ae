//! The browser's address: which page it names, and how to go to another one within the portal.
//!
//! The router crate follows the address, the history and clicks on links. Its components, which match nested routes by
//! type, would be a good part of what every visit loads, so the few pages are told apart by [`Route`] alone.

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider, State};
use web_sys::UrlSearchParams;

use crate::paths::Route;

/// Shared by all pages through the context.
#[derive(Clone)]
pub struct Address {
    browser: BrowserUrl,
    /// The page it names.
    pub route: Memo<Route>,
}

/// How a page is gone to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// To another page, from its top.
    To,
    /// To the same page seen another way, where it is scrolled to.
    Within,
    /// The same, in place of the entry in the history.
    Instead,
}

impl Address {
    /// Follows the browser as long as the current owner lives.
    ///
    /// # Panics
    /// In a page without an address, which no browser has.
    pub fn follow() -> Self {
        #[expect(clippy::expect_used, reason = "there is nothing to draw without an address")]
        let browser = BrowserUrl::new().expect("a page has an address");
        browser.init(None);
        let url = browser.as_url().clone();
        let route = Memo::new({
            let url = url.clone();
            move |_| url.with(|url| Route::of(url.path()))
        });
        // A click on a link is in the address once its page is drawn, which these effects wait for by their order.
        let drawn = browser.clone();
        Effect::new(move || {
            url.track();
            drawn.ready_to_complete();
        });
        Self { browser, route }
    }

    /// The values of a key of the query.
    pub fn query(&self, key: &str) -> Vec<String> {
        self.browser.as_url().with(|url| {
            let pairs = UrlSearchParams::new_with_str(url.search());
            let values = pairs.map(|pairs| pairs.get_all(key)).unwrap_or_default();
            values.iter().filter_map(|value| value.as_string()).collect()
        })
    }

    /// What the fragment gives a key, as in `#key=value`.
    pub fn fragment(&self, key: &str) -> Option<String> {
        self.browser.as_url().with(|url| {
            let value = url.hash().strip_prefix('#')?.strip_prefix(key)?.strip_prefix('=')?;
            Some(value.to_owned())
        })
    }

    /// Takes the fragment out of the address, in place of the entry in the history.
    pub fn drop_fragment(&self) {
        let location = window().location();
        if let (Ok(path), Ok(query), Ok(fragment)) =
            (location.pathname(), location.search(), location.hash())
            && !fragment.is_empty()
        {
            self.go(&format!("{path}{query}"), Go::Instead);
        }
    }

    /// Goes to an address of the portal, as `paths` spells it.
    pub fn go(&self, href: &str, how: Go) {
        let Ok(url) = BrowserUrl::parse(href) else { return };
        let url_now = self.browser.as_url();
        if url_now.with_untracked(|now| *now != url) {
            url_now.set(url);
        }
        self.browser.complete_navigation(&LocationChange {
            value: href.to_owned(),
            replace: how == Go::Instead,
            scroll: how == Go::To,
            state: State::default(),
        });
    }
}

/// The address of the running portal.
pub fn use_address() -> Address {
    expect_context()
}
