//! A connection one can listen to, and that can lose messages: for what happens when an answer never arrives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use prost::Message;
use temporalio_client::callback_based::{
    CallbackBasedGrpcService, GrpcRequest, GrpcSuccessResponse,
};
use temporalio_client::{Connection, ConnectionOptions};
use tonic::Status;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, Endpoint};

use crate::raw::Raw;

/// Every call of one connection, on its way to the server.
#[derive(Clone, Default)]
pub struct Tap {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    seen: Vec<(String, Vec<u8>)>,
    to_lose: HashMap<String, usize>,
}

impl Tap {
    /// A connection whose calls pass through this tap.
    pub async fn connect(&self, address: &str) -> Result<Connection> {
        let url: url::Url = format!("http://{address}").parse()?;
        let channel = Endpoint::from_shared(url.to_string())?.connect_lazy();
        let tap = self.clone();
        let service = CallbackBasedGrpcService {
            callback: Arc::new(move |request| {
                let (tap, channel) = (tap.clone(), channel.clone());
                Box::pin(async move { tap.pass_on(channel, request).await })
            }),
        };
        let options = ConnectionOptions::new(url)
            .identity("portico-tap")
            .service_override(service)
            .dns_load_balancing(None)
            .build();
        Ok(Connection::connect(options).await?)
    }

    /// Loses the next `times` calls of this RPC: the caller believes they arrived, the server never hears of them.
    pub fn lose(&self, rpc: &str, times: usize) {
        self.with(|state| state.to_lose.insert(rpc.to_owned(), times));
    }

    /// The calls of this RPC so far, those lost included.
    pub fn calls<M: Message + Default>(&self, rpc: &str) -> Vec<M> {
        self.with(|state| {
            let of_rpc = state.seen.iter().filter(|(seen, _)| seen == rpc);
            of_rpc.filter_map(|(_, bytes)| M::decode(&**bytes).ok()).collect()
        })
    }

    async fn pass_on(
        &self,
        channel: Channel,
        request: GrpcRequest,
    ) -> Result<GrpcSuccessResponse, Status> {
        let lost = self.with(|state| {
            state.seen.push((request.rpc.clone(), request.proto.to_vec()));
            match state.to_lose.get_mut(&request.rpc) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    true
                }
                _ => false,
            }
        });
        if lost {
            return Ok(GrpcSuccessResponse { headers: Default::default(), proto: Vec::new() });
        }
        let mut grpc = Grpc::new(channel);
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let path = PathAndQuery::try_from(format!("/{}/{}", request.service, request.rpc))
            .map_err(|error| Status::internal(error.to_string()))?;
        // The headers go along: they hold the deadline by which the server ends a long poll.
        let metadata = MetadataMap::from_headers(request.headers);
        let call = tonic::Request::from_parts(metadata, Default::default(), request.proto.to_vec());
        let answer = grpc.unary(call, path, Raw).await?;
        Ok(GrpcSuccessResponse { headers: Default::default(), proto: answer.into_inner() })
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
