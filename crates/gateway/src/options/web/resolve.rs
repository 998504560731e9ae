use std::io;
use std::net::SocketAddr;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use url::Host;

/// Finds the addresses of a host.
pub(super) trait Resolve: Send + Sync {
    /// All of them, with this port.
    fn look_up<'a>(
        &'a self,
        host: &'a Host<String>,
        port: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>>;
}

/// The system's resolver.
pub(super) struct System;

impl Resolve for System {
    fn look_up<'a>(
        &'a self,
        host: &'a Host<String>,
        port: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        async move {
            Ok(match host {
                Host::Ipv4(address) => vec![(*address, port).into()],
                Host::Ipv6(address) => vec![(*address, port).into()],
                Host::Domain(name) => {
                    tokio::net::lookup_host((name.as_str(), port)).await?.collect()
                }
            })
        }
        .boxed()
    }
}
