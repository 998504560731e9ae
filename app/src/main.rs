//! The program that index.html starts.

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(|| portico_app::ui::icon::icon("check", "icon"));
}
