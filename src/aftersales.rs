//! What holds after the sale: cars and what is promised for them, and the requests that people make. Plain functions over plain
//! data: no await, no clock, no I/O, no global. The contract is `aftersales.md`.
//!
//! - [`record`]: owners, cars, terms, orders, centres, parts, campaigns, documents and courses, in the form that the API shows
//! - [`schema`]: what records say, field by field, and how they are found
//! - [`code`], [`vin`], [`phone`], [`km`], [`day`], [`email`]: what people type, understood in any script, or what is wrong with it
//! - [`kind`]: the one table of kinds of requests (`config/requests.toml`), their states, moves, due times and forms
//! - [`form`]: what an owner hands in, checked field by field
//! - [`workday`]: working days of a market, and when something is due
//! - [`coverage`]: what of a promise holds for a car on a day at a mileage
//! - [`place`]: towns in any spelling, and what is near
//! - [`finance`]: paying in months

pub mod code;
pub mod coverage;
pub mod day;
pub mod email;
pub mod finance;
pub mod form;
pub mod kind;
pub mod km;
pub mod letters;
pub mod phone;
pub mod place;
pub mod record;
pub mod schema;
pub mod vin;
pub mod workday;
