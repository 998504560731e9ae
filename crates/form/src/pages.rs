//! Pages of a wizard: which field is on which, and when a page may be left.

use portico_contract::http::FieldProblem;

use crate::field::{Field, Kind, Widget};
use crate::{Form, pointer};

/// A page and the fields on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Pointers of its fields, in the order they are drawn.
    pub fields: Vec<String>,
    /// Pointers of groups of which pages name single fields: their free keys are drawn here.
    pub groups: Vec<String>,
}

/// Where a person is in a wizard. Values are the form's, so going back loses none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wizard {
    /// Index of the page that is drawn.
    pub at: usize,
    /// The furthest page that was reached: up to here any page can be opened.
    pub reached: usize,
}

impl Form {
    /// The pages that the hints ask for; none for a form on one page. Fields that no page names are on a last
    /// page of their own, so that nothing is out of reach. An input that is a choice between shapes as a whole is
    /// on one page, since the choice decides which fields there are.
    pub fn pages(&self) -> Vec<Page> {
        if self.ui.pages.is_empty() || !self.root().unions.is_empty() {
            return Vec::new();
        }
        let mut pages: Vec<Page> = Vec::new();
        for page in &self.ui.pages {
            let fields = page.fields.iter().filter(|at| self.field_at(at).is_some()).cloned();
            pages.push(Page {
                title: page.title.clone(),
                fields: fields.collect(),
                groups: Vec::new(),
            });
        }
        let mut rest = Page { title: "More".into(), fields: Vec::new(), groups: Vec::new() };
        self.add_unnamed(&self.root(), &mut rest);
        if !rest.fields.is_empty() || !rest.groups.is_empty() {
            pages.push(rest);
        }
        pages
    }

    /// Adds the fields of an object that no page names; of a group of which only some are named, the others, and
    /// its free keys.
    fn add_unnamed(&self, object: &Field, rest: &mut Page) {
        let named = || self.ui.pages.iter().flat_map(|page| &page.fields);
        let is_whole = object.pointer.is_empty();
        let mut has_keys = object.keys.is_some() && !object.read_only;
        for field in self.children(object) {
            if field.free_key && !is_whole {
                has_keys = true;
                continue;
            }
            let at = &field.pointer;
            if named().any(|named| pointer::is_within(at, named)) {
                continue;
            }
            let is_parted = named().any(|named| pointer::is_within(named, at));
            if is_parted && field.kind == Kind::Object {
                self.add_unnamed(&field, rest);
                continue;
            }
            let is_drawn = is_whole || field.widget != Widget::Hidden;
            if !is_parted && is_drawn {
                rest.fields.push(field.pointer);
            }
        }
        // Those of the whole input are fields of their page.
        if has_keys && !is_whole {
            rest.groups.push(object.pointer.clone());
        }
    }

    /// The fields on a page.
    pub fn page_fields(&self, page: &Page) -> Vec<Field> {
        page.fields.iter().filter_map(|at| self.field_at(at)).collect()
    }
}

impl Wizard {
    /// The page a problem is told on: the one that draws its field, else the last, which sums up.
    pub fn page_of(pages: &[Page], at: &str) -> usize {
        let holds = |page: &Page| {
            page.fields.iter().any(|field| pointer::is_within(at, field) || at == field)
        };
        pages.iter().position(holds).unwrap_or(pages.len().saturating_sub(1))
    }

    /// The problems of one page.
    pub fn problems<'a>(
        pages: &[Page],
        page: usize,
        all: &'a [FieldProblem],
    ) -> Vec<&'a FieldProblem> {
        all.iter().filter(|problem| Self::page_of(pages, &problem.pointer) == page).collect()
    }

    /// Goes to the next page if nothing is wrong on this one; else what is wrong with it.
    pub fn next<'a>(
        &mut self,
        pages: &[Page],
        all: &'a [FieldProblem],
    ) -> Result<(), Vec<&'a FieldProblem>> {
        let wrong = Self::problems(pages, self.at, all);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        self.at = (self.at + 1).min(pages.len().saturating_sub(1));
        self.reached = self.reached.max(self.at);
        Ok(())
    }

    /// Goes back a page; always possible.
    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Opens a page that was reached before; whether it was.
    pub fn open(&mut self, page: usize) -> bool {
        let was_reached = page <= self.reached;
        if was_reached {
            self.at = page;
        }
        was_reached
    }

    /// Whether this is the last page, after which comes the review.
    pub fn is_last(&self, pages: &[Page]) -> bool {
        self.at + 1 >= pages.len()
    }
}
