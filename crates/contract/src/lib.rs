//! The two borders of Portico as types: what the gateway speaks over HTTP ([`http`]) and what
//! the router and the teams' Nexus handlers exchange ([`nexus`]); and how people are told of it ([`words`], [`plain`]) and
//! name it ([`run_id`]). No I/O, no policy.

pub mod csp;
pub mod http;
pub mod nexus;
pub mod plain;
pub mod run_id;
pub mod sse;
pub mod words;
