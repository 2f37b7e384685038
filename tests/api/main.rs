//! Black-box tests: the real program in a process of its own, spoken to only as the wire contract allows.
//!
//! `server` starts, kills and restarts it, `client` speaks the two sockets, `browser` speaks HTTP, `outside` is what the program itself calls; the other modules are the
//! tests by area. What a test expects comes from the contract, never from the server's source.

mod browser;
mod client;
mod outside;
mod server;

mod architecture;
mod attached;
mod audit;
mod command;
mod connections;
mod consent;
mod danger;
mod desk;
mod desk_requests;
mod dialogue;
mod exchange;
mod faq;
mod faults;
mod forms;
mod gaps;
mod gate;
mod history;
mod http;
mod identity;
mod keeping;
mod limits;
mod long;
mod matrix;
mod openapi;
mod operator;
mod owner;
mod persons;
mod pipes;
mod plain;
mod privacy;
mod records;
mod request_faults;
mod requests;
mod resume;
mod rfc6455;
mod russian;
mod settings;
mod staff;
mod streams;
mod studio;
mod training;
mod transport;
mod uploads;
mod weight;
