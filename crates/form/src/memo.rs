//! What was found out about places of a schema: it does not change while a form is filled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::field::Branch;
use crate::flat::Flat;
use crate::schema::Place;
use crate::shapes::Shapes;

/// Answers by place.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    flat: Mutex<HashMap<Place, Arc<Flat>>>,
    shapes: Mutex<HashMap<Place, Arc<Vec<Shapes>>>>,
    reach: Mutex<HashMap<Place, Arc<Vec<Place>>>>,
    met: Mutex<HashMap<Place, Arc<Vec<Place>>>>,
    branches: Mutex<HashMap<Place, Arc<Branch>>>,
}

impl Memo {
    pub(crate) fn flat(&self, place: &Place, make: impl FnOnce() -> Flat) -> Arc<Flat> {
        remembered(&self.flat, place, make)
    }

    pub(crate) fn shapes(
        &self,
        place: &Place,
        make: impl FnOnce() -> Vec<Shapes>,
    ) -> Arc<Vec<Shapes>> {
        remembered(&self.shapes, place, make)
    }

    pub(crate) fn reach(
        &self,
        place: &Place,
        make: impl FnOnce() -> Vec<Place>,
    ) -> Arc<Vec<Place>> {
        remembered(&self.reach, place, make)
    }

    pub(crate) fn met(&self, place: &Place, make: impl FnOnce() -> Vec<Place>) -> Arc<Vec<Place>> {
        remembered(&self.met, place, make)
    }

    pub(crate) fn branch(&self, place: &Place, make: impl FnOnce() -> Branch) -> Arc<Branch> {
        remembered(&self.branches, place, make)
    }
}

/// Making an answer can ask for others, so nothing is locked meanwhile.
fn remembered<T>(
    answers: &Mutex<HashMap<Place, Arc<T>>>,
    place: &Place,
    make: impl FnOnce() -> T,
) -> Arc<T> {
    let lock = || answers.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().get(place) {
        return Arc::clone(known);
    }
    let made = Arc::new(make());
    lock().insert(Place::clone(place), Arc::clone(&made));
    made
}
