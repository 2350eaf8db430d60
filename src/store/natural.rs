//! The order people expect of numbered files: `2.txt` before `10.txt`.

use std::cmp::Ordering;

/// Compares two names, runs of ASCII digits by their value and everything else byte by byte. Names that differ only
/// in leading zeros are ordered by their bytes, so that the order is total.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (left_number, right_number) = (digits(left), digits(right));
        if !left_number.is_empty() && !right_number.is_empty() {
            let order = by_value(left_number, right_number);
            if order.is_ne() {
                return order;
            }
            left = left.get(left_number.len()..).unwrap_or_default();
            right = right.get(right_number.len()..).unwrap_or_default();
            continue;
        }
        match (left.split_first(), right.split_first()) {
            (Some((x, left_rest)), Some((y, right_rest))) if x == y => (left, right) = (left_rest, right_rest),
            (Some((x, _)), Some((y, _))) => return x.cmp(y),
            _ => return left.len().cmp(&right.len()).then_with(|| a.cmp(b)),
        }
    }
}

fn digits(name: &[u8]) -> &[u8] {
    let end = name.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

fn by_value(a: &[u8], b: &[u8]) -> Ordering {
    let trim = |number: &[u8]| number.iter().position(|&digit| digit != b'0').unwrap_or(number.len());
    let (a, b) = (a.get(trim(a)..).unwrap_or_default(), b.get(trim(b)..).unwrap_or_default());
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_count_as_numbers() {
        let mut names = ["a10.txt", "a2.txt", "a02.txt", "b1", "a2b", "a"];
        names.sort_by(|a, b| compare(a.as_bytes(), b.as_bytes()));
        assert_eq!(names, ["a", "a02.txt", "a2.txt", "a2b", "a10.txt", "b1"]);
    }

    proptest! {
        /// A total order: antisymmetric, transitive, and equal only for equal names.
        #[test]
        fn the_order_is_total(a in "[a01.]{0,6}", b in "[a01.]{0,6}", c in "[a01.]{0,6}") {
            let order = |x: &str, y: &str| compare(x.as_bytes(), y.as_bytes());
            prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
            prop_assert_eq!(order(&a, &b).is_eq(), a == b);
            if order(&a, &b).is_le() && order(&b, &c).is_le() {
                prop_assert!(order(&a, &c).is_le());
            }
        }
    }
}
