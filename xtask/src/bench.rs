use anyhow::Result;

pub(crate) fn run(_words: Vec<String>) -> Result<()> {
    Ok(())
}
