//! A progress bar; its length goes through CSSOM, since the CSP refuses style attributes.

use leptos::prelude::*;

/// A progress bar.
#[component]
pub fn ProgressBar(
    /// Its name.
    label: &'static str,
    /// Done and total; `None` = under way, no one knows how far.
    #[prop(into)]
    of: Signal<Option<(u64, u64)>>,
    /// Colours it by status.
    #[prop(into)]
    status: Signal<&'static str>,
) -> impl IntoView {
    let percent = move || of.get().map(|(done, total)| percent(done, total).to_string());
    view! {
        <div
            class="progress grow"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuenow=move || of.get().map(|(done, total)| done.min(total).to_string())
            aria-valuemax=move || of.get().map(|(_, total)| total.to_string())
            data-status=move || status.get()
            style:--at=move || percent().unwrap_or_default()
        >
            <i></i>
        </div>
    }
    .into_any()
}

fn percent(done: u64, total: u64) -> u64 {
    if total == 0 { 0 } else { (u128::from(done.min(total)) * 100 / u128::from(total)) as u64 }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percent_stays_between_0_and_100() {
        for (done, total, expected) in
            [(0, 0, 0), (6, 10, 60), (11, 10, 100), (u64::MAX, u64::MAX, 100)]
        {
            assert_eq!(percent(done, total), expected, "{done} of {total}");
        }
    }
}
