use data_encoding::HEXLOWER;
use portico_catalog::canonical;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::SqlitePool;

use super::store::IndexError;

const NAME: &str = "input_hash";

/// Makes hashes by which people tell inputs apart, and nobody finds out what a short secret in one was: without the
/// key, which stays in the database, no guess can be checked.
#[derive(Clone)]
pub(crate) struct Fingerprint {
    key: Vec<u8>,
}

impl Fingerprint {
    /// Reads the database's key, made by whoever comes first.
    pub(super) async fn load(pool: &SqlitePool) -> Result<Self, IndexError> {
        let made = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
        sqlx::query("INSERT INTO keys (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(NAME)
            .bind(made)
            .execute(pool)
            .await?;
        let found = sqlx::query_scalar("SELECT value FROM keys WHERE name = $1").bind(NAME);
        Ok(Self { key: found.fetch_one(pool).await? })
    }

    /// Hex of a keyed SHA-256 of the canonical form of an input. The inner hash has one length, so that nothing
    /// can be appended to what was hashed.
    pub(crate) fn of(&self, input: &Value) -> String {
        let inner = Sha256::digest(canonical(input));
        HEXLOWER.encode(&Sha256::new().chain_update(&self.key).chain_update(inner).finalize())
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fingerprint(…)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Index;
    use super::*;

    #[tokio::test]
    async fn gateways_with_one_database_agree_and_nobody_else_can_check_a_guess() {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        let (a, b) = (url("a.db"), url("b.db"));
        let (one, two) = tokio::join!(Index::open(&a), Index::open(&a));
        let (one, two) = (one.unwrap(), two.unwrap());
        let other = Index::open(&b).await.unwrap();
        let input = json!({ "pin": 1234, "a": [1] });
        let hash = one.fingerprint().of(&input);
        assert_eq!(hash.len(), 64);
        assert_eq!(hash, two.fingerprint().of(&json!({ "a": [1], "pin": 1234 })));
        assert_eq!(hash, Index::open(&a).await.unwrap().fingerprint().of(&input));
        assert_ne!(hash, one.fingerprint().of(&json!({ "pin": 1235, "a": [1] })));
        assert_ne!(hash, other.fingerprint().of(&input));
        assert_ne!(hash, HEXLOWER.encode(&Sha256::digest(canonical(&input))));
        assert!(format!("{one:?}").contains("Fingerprint(…)"), "{one:?}");
    }
}
