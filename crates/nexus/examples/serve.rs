//! Serves two operations of a team: `DeleteTable`, backed by the workflow of that name, and `tables`, answered at once.
//!
//! Beside it runs the team's own worker on the queue `datastore-queue`; a Nexus endpoint points to `nexus-queue`.

use portico_nexus::{
    CancellationToken, Connection, ConnectionOptions, NexusWorker, OperationError,
    OperationRequest, Service, Url, WorkflowOperation,
};

async fn tables(_: OperationRequest, prefix: String) -> Result<Vec<String>, OperationError> {
    let tables = ["orders", "users"].map(str::to_owned);
    Ok(tables.into_iter().filter(|table| table.starts_with(&prefix)).collect())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = ConnectionOptions::new(Url::parse("http://127.0.0.1:7233")?).identity("team");
    let connection = Connection::connect(options.build()).await?;
    let service = Service::any()
        .workflow_operation(WorkflowOperation::new("DeleteTable", "datastore-queue"))
        .sync_operation("tables", tables);
    let worker =
        NexusWorker::builder(connection, "team", "nexus-queue").service(service).build()?;

    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    tokio::spawn(async move { tokio::signal::ctrl_c().await.map(|()| stop.cancel()) });
    Ok(worker.run(shutdown).await?)
}
