//! Counts the words of a text.

use std::collections::HashMap;

use pyo3::prelude::*;

/// Words are runs of letters and digits in any script, in lower case; equal counts stand in the order of the words.
fn count(text: &str, limit: usize) -> Vec<(String, usize)> {
    let mut counts = HashMap::new();
    let words = text.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    let mut words: Vec<_> = counts.into_iter().collect();
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(limit);
    words
}

#[pymodule]
mod _words {
    use super::*;

    /// The most common words of a text with their counts, the most common first.
    #[pyfunction]
    #[pyo3(signature = (text, limit = 10))]
    fn most_common(py: Python<'_>, text: &str, limit: usize) -> Vec<(String, usize)> {
        py.detach(|| count(text, limit))
    }
}
