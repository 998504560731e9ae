use portico_contract::http;

use crate::author;

pub(super) fn owner(owner: &author::Owner) -> http::Owner {
    http::Owner {
        team: owner.team.clone(),
        slack: owner.slack.clone(),
        email: owner.email.clone(),
        group: owner.group.clone(),
    }
}

pub(super) fn on_conflict(on_conflict: author::OnConflict) -> http::OnConflict {
    match on_conflict {
        author::OnConflict::Fail => http::OnConflict::Fail,
        author::OnConflict::Attach => http::OnConflict::Attach,
    }
}

pub(super) fn danger(danger: &author::Danger) -> http::Danger {
    http::Danger { text: danger.text.clone(), confirm: danger.confirm.clone() }
}

pub(super) fn approval(approval: &author::Approval) -> http::Approval {
    http::Approval {
        approvers: approval.approvers.clone(),
        count: approval.count,
        allow_self: approval.allow_self,
        expires: approval.expires.clone(),
        signal: approval.signal.clone(),
        when: approval.when.clone(),
    }
}

pub(super) fn schedule(schedule: &author::Schedule) -> http::Schedule {
    http::Schedule { allowed: schedule.allowed }
}

pub(super) fn link(link: &author::Link) -> http::LinkTemplate {
    http::LinkTemplate { title: link.title.clone(), url: link.url.clone() }
}

pub(super) fn notify_on(notify: &author::Notify) -> Vec<http::NotifyOn> {
    let on = |on: &author::NotifyOn| match on {
        author::NotifyOn::Started => http::NotifyOn::Started,
        author::NotifyOn::Waiting => http::NotifyOn::Waiting,
        author::NotifyOn::Completed => http::NotifyOn::Completed,
        author::NotifyOn::Failed => http::NotifyOn::Failed,
    };
    notify.on.iter().map(on).collect()
}

pub(super) fn ui(ui: &author::Ui) -> http::Ui {
    let page = |p: &author::Page| http::Page { title: p.title.clone(), fields: p.fields.clone() };
    http::Ui {
        pages: ui.pages.iter().map(page).collect(),
        fields: ui.fields.iter().map(|(to, h)| (to.clone(), hint(h))).collect(),
    }
}

fn hint(hint: &author::Hint) -> http::UiHint {
    let help_when =
        |h: &author::HelpWhen| http::HelpWhen { schema: h.schema.clone(), text: h.text.clone() };
    http::UiHint {
        widget: hint.widget.map(widget),
        placeholder: hint.placeholder.clone(),
        help: hint.help.clone(),
        label: hint.label.clone(),
        help_when: hint.help_when.as_ref().map(help_when),
        order: hint.order.clone(),
        columns: hint.columns,
        collapsed: hint.collapsed,
    }
}

fn widget(widget: author::Widget) -> http::Widget {
    match widget {
        author::Widget::Textarea => http::Widget::Textarea,
        author::Widget::Radio => http::Widget::Radio,
        author::Widget::Select => http::Widget::Select,
        author::Widget::Switch => http::Widget::Switch,
        author::Widget::Slider => http::Widget::Slider,
        author::Widget::Password => http::Widget::Password,
        author::Widget::Tags => http::Widget::Tags,
        author::Widget::File => http::Widget::File,
        author::Widget::Code => http::Widget::Code,
        author::Widget::Hidden => http::Widget::Hidden,
    }
}
