// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/remedy.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>

namespace meson::bridge {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("meson::bridge", text);
}

} // namespace

QString remedyName(Remedy remedy) {
    switch (remedy) {
    case Remedy::None:
        return {};
    case Remedy::OpenStorage:
        return tr("Open Storage");
    case Remedy::OpenFolder:
        return tr("Open folder");
    case Remedy::OpenSettings:
        return tr("Open Settings");
    case Remedy::OpenBandwidth:
        return tr("Open Bandwidth");
    case Remedy::OpenActivity:
        return tr("Open Activity");
    case Remedy::OpenEarnings:
        return tr("Open Earnings");
    case Remedy::OpenDoctor:
        return tr("Find out why");
    case Remedy::AskRouter:
        return tr("Try again");
    case Remedy::StartAgain:
        return tr("Start again");
    case Remedy::Resume:
        return tr("Resume");
    case Remedy::SetUp:
        break;
    }
    return tr("Set up");
}

void carryOut(Remedy remedy, MinerModel& model, const std::string& subject) {
    switch (remedy) {
    case Remedy::None:
        return;
    case Remedy::OpenStorage:
        return model.showPage(PageId::Storage);
    case Remedy::OpenFolder:
        QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(subject)));
        return;
    case Remedy::OpenSettings:
        return model.showSetting(QStringLiteral("port"));
    case Remedy::OpenBandwidth:
        return model.showPage(PageId::Bandwidth);
    case Remedy::OpenActivity:
        return model.showPage(PageId::Activity);
    case Remedy::OpenEarnings:
        return model.showPage(PageId::Earnings);
    case Remedy::OpenDoctor:
        return model.showPage(PageId::Doctor);
    case Remedy::AskRouter:
        return model.recheckReachability();
    case Remedy::StartAgain:
        return model.retryNow();
    case Remedy::Resume:
        return model.resume();
    case Remedy::SetUp:
        Q_EMIT model.setupRequested();
    }
}

} // namespace meson::bridge
