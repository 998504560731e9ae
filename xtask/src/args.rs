use anyhow::{Result, bail};

/// The words after a command: flags with and without a value, and the rest.
pub(crate) struct Args {
    words: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    /// Takes the flag `name` out, and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// Takes `name VALUE` or `name=VALUE` out.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let prefix = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&prefix))
        else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        if let Some(value) = word.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if at >= self.words.len() {
            bail!("{name} needs a value");
        }
        Ok(Some(self.words.remove(at)))
    }

    /// Takes a TCP port out.
    pub(crate) fn port(&mut self, name: &str, default: u16) -> Result<u16> {
        match self.value(name)? {
            None => Ok(default),
            Some(text) => match text.parse() {
                Ok(port) if port > 0 => Ok(port),
                _ => bail!("{name} needs a port between 1 and 65535, not `{text}`"),
            },
        }
    }

    /// What is left; a word that looks like a flag is one nobody knows.
    pub(crate) fn rest(self) -> Result<Vec<String>> {
        match self.words.iter().find(|word| word.starts_with('-')) {
            Some(unknown) => bail!("unknown option `{unknown}`: --help lists the known ones"),
            None => Ok(self.words),
        }
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<()> {
        match self.rest()?.first() {
            Some(word) => bail!("unexpected `{word}`: --help lists the options"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn flags_and_values_are_taken_in_any_order() {
        let mut args = args("--fresh --port=81 one --temporal-address host:7233 two");
        assert_eq!(args.port("--port", 8080).unwrap(), 81);
        assert_eq!(args.value("--temporal-address").unwrap().as_deref(), Some("host:7233"));
        assert!(args.flag("--fresh"));
        assert!(!args.flag("--fresh"));
        assert_eq!(args.rest().unwrap(), ["one", "two"]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(args("--port").port("--port", 1).is_err());
        assert!(args("--port 0").port("--port", 1).is_err());
        assert!(args("--port 70000").port("--port", 1).is_err());
        assert!(args("--prot 1").rest().is_err());
        assert!(args("word").end().is_err());
    }
}
