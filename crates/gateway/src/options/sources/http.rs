use axum::body::Bytes;
use indexmap::IndexMap;
use portico_contract::http::SearchMode;
use url::Url;

use crate::options::fault::Fault;
use crate::options::mapping::whole_text;
use crate::options::question::Question;
use crate::options::web::Web;

/// Asks a service by a GET.
pub(super) async fn ask(
    web: &Web,
    url: &Url,
    headers: &IndexMap<String, String>,
    question: &Question,
    cursor: Option<&str>,
) -> Result<Bytes, Fault> {
    web.get(address(url, question, cursor), headers).await
}

/// The URL with the question in its query: parameters by name, and what else is asked.
fn address(url: &Url, question: &Question, cursor: Option<&str>) -> Url {
    let asked = question.asked(cursor);
    let mut address = url.clone();
    {
        let mut query = address.query_pairs_mut();
        for (name, value) in &asked.params {
            query.append_pair(name, &whole_text(value));
        }
        if let Some(search) = &asked.search {
            query.append_pair("search", search);
        }
        if let Some(cursor) = &asked.cursor {
            query.append_pair("cursor", cursor);
        }
        if question.field.search == SearchMode::Server {
            query.append_pair("limit", &asked.limit.to_string());
        }
        if let Some(caller) = &asked.caller {
            query.append_pair("caller", caller);
        }
    }
    // A URL without a query stays as it is.
    if address.query() == Some("") {
        address.set_query(None);
    }
    address
}
