//! Pictures beside guides: which are published, and where a guide's picture leads.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::links::{decoded, join, relative, scheme};
use super::{GuideFault, Site};
use crate::Code;
use crate::hash::file_name;
use crate::source::{ImageFile, MAX_IMAGE};
use crate::suggest::closest_file;

/// Folder of the published pictures, as an address.
pub(super) const FOLDER: &str = "/catalog/i/";

/// Where a picture is published; the error says why it is not, and what to do.
pub(crate) type Published = Result<String, (String, &'static str)>;

/// Looks at a picture's bytes, which must be what its name says.
pub(crate) fn publish(image: &ImageFile) -> Published {
    let kind = image.path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if image.bytes.len() > MAX_IMAGE {
        let message = format!("is larger than {} KiB", MAX_IMAGE / 1024);
        return Err((
            message,
            "Make it smaller: 1,400 pixels are as wide as a guide is on any screen.",
        ));
    }
    let is_kind = match kind.as_str() {
        "png" => image.bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => image.bytes.starts_with(b"\xff\xd8\xff"),
        "gif" => image.bytes.starts_with(b"GIF87a") || image.bytes.starts_with(b"GIF89a"),
        "webp" => image.bytes.starts_with(b"RIFF") && image.bytes.get(8..12) == Some(b"WEBP"),
        _ => false,
    };
    if !is_kind {
        return Err((
            format!("is no {} inside", kind.to_uppercase()),
            "Export it again as PNG, JPEG, GIF or WebP.",
        ));
    }
    let name = file_name(&HEXLOWER.encode(&Sha256::digest(&image.bytes)));
    Ok(format!("{FOLDER}{name}.{kind}"))
}

/// The address of a guide's picture, and the path of its file where it is one beside the guides.
pub(super) fn resolve(
    from: &str,
    destination: &str,
    offset: usize,
    site: &Site,
) -> Result<(String, Option<String>), GuideFault> {
    let fault = |code, why: &str, help: String| {
        Err(GuideFault {
            offset,
            code,
            message: format!("the picture {destination:?} {why}"),
            help,
        })
    };
    match scheme(destination).as_deref() {
        Some("data") => return Ok((destination.to_owned(), None)),
        Some(_) => {
            let help = "Put its file beside the guide and name that, or link to it.";
            let why = "would not be shown: the portal loads nothing from other hosts";
            return fault(Code::DroppedHtml, why, help.into());
        }
        None => {}
    }
    let path = decoded(destination.split(['?', '#']).next().unwrap_or_default());
    if path.to_ascii_lowercase().ends_with(".svg") {
        let help = "Export it as PNG, or put it in a link to the page it is on.";
        return fault(Code::InvalidImage, "may hold scripts, so it is not published", help.into());
    }
    let target = if path.starts_with('/') { None } else { join(from, &path) };
    let Some(target) = target else {
        let help = "Put its file beside the guide: ![What it shows](picture.png).";
        return fault(Code::BrokenLink, "leads out of the guides", help.into());
    };
    match site.images.get(&target) {
        Some(Ok(address)) => Ok((address.clone(), Some(target))),
        Some(Err((why, help))) => fault(Code::InvalidImage, why, (*help).into()),
        None => {
            let help = match closest_file(&target, site.images.keys()) {
                Some(near) => format!("Did you mean {:?}?", relative(from, near)),
                None => "Put a PNG, JPEG, GIF or WebP file of this name beside the guide.".into(),
            };
            fault(Code::BrokenLink, "is not there", help)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_name_says() {
        let of = |path: &str, bytes: &[u8]| {
            publish(&ImageFile { path: path.into(), bytes: bytes.to_vec() }).map_err(|(why, _)| why)
        };
        let png = b"\x89PNG\r\n\x1a\n...";
        let address = of("guides/a/b.PNG", png).unwrap();
        assert!(address.starts_with("/catalog/i/") && address.ends_with(".png"), "{address}");
        assert_eq!(of("guides/c/d.png", png).unwrap(), address, "named after its content");
        assert!(of("a.webp", b"RIFF\0\0\0\0WEBPVP8 ").is_ok());
        assert_eq!(of("a.jpg", png), Err("is no JPG inside".into()));
        assert_eq!(of("a.png", b"<svg onload=alert(1)>"), Err("is no PNG inside".into()));
        assert_eq!(of("a.gif", &vec![0; MAX_IMAGE + 1]), Err("is larger than 512 KiB".into()));
    }
}
