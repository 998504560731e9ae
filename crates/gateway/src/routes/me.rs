use axum::Json;
use axum::extract::State;
use portico_contract::http::Me;

use crate::identity::Caller;
use crate::state::App;

/// The caller, as the gateway proved them.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses(
    (status = 200, body = Me),
    (status = 401, description = "`unauthenticated`", body = portico_contract::http::ErrorEnvelope),
))]
pub(crate) async fn show(State(app): State<App>, caller: Caller) -> Json<Me> {
    Json(Me {
        email: caller.email,
        name: caller.name,
        groups: caller.groups,
        environment: app.settings.environment.to_string(),
        verified_by: caller.verified_by.to_owned(),
    })
}
