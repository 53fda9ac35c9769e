// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_registry.h"

#include "ui/pages/activity_page.h"
#include "ui/pages/bandwidth_page.h"
#include "ui/pages/doctor_page.h"
#include "ui/pages/earnings_page.h"
#include "ui/pages/hardware_page.h"
#include "ui/pages/machines_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/storage_page.h"
#include "ui/pages/wallet_page.h"

#include <QCoreApplication>

namespace meson::shell {
namespace {

QString tr(const char* name) {
    return QCoreApplication::translate("meson::shell", name);
}

template <class Page>
QWidget* make(bridge::MinerModel& model, QWidget* parent) {
    return new Page(model, parent);
}

} // namespace

std::vector<PageEntry> pages() {
    using bridge::PageId;
    using theme::Glyph;
    constexpr auto kTop = widgets::Sidebar::Place::Top;
    return {
        {PageId::Overview, Glyph::Overview, tr("Overview"), kTop, make<pages::OverviewPage>},
        {PageId::Earnings, Glyph::Earnings, tr("Earnings"), kTop, make<pages::EarningsPage>},
        {PageId::Storage, Glyph::Storage, tr("Storage"), kTop, make<pages::StoragePage>},
        {PageId::Bandwidth, Glyph::Bandwidth, tr("Bandwidth"), kTop, make<pages::BandwidthPage>},
        {PageId::Hardware, Glyph::Hardware, tr("Hardware"), kTop, make<pages::HardwarePage>},
        {PageId::Wallet, Glyph::Wallet, tr("Wallet"), kTop, make<pages::WalletPage>},
        {PageId::Activity, Glyph::Activity, tr("Activity"), kTop, make<pages::ActivityPage>},
        {PageId::Settings, Glyph::Settings, tr("Settings"), widgets::Sidebar::Place::Foot,
         make<pages::SettingsPage>},
        {PageId::Doctor, Glyph::Help, tr("Doctor"), widgets::Sidebar::Place::Foot,
         make<pages::DoctorPage>},
        // Last, so that the pages before it keep their keys.
        {PageId::Machines, Glyph::Link, tr("Machines"), kTop, make<pages::MachinesPage>},
    };
}

} // namespace meson::shell
