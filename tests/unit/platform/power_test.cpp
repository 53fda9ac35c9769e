// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/power.h"

#include <fstream>

using namespace meson;

namespace {

/// A folder like /sys/class/power_supply.
class Supplies {
public:
    Supplies&
    add(const std::string& name, std::initializer_list<std::pair<const char*, const char*>> files) {
        const std::filesystem::path folder = root() / name;
        std::filesystem::create_directories(folder);
        for (const auto& [file, text] : files)
            std::ofstream(folder / file) << text << '\n';
        return *this;
    }
    std::filesystem::path root() const { return m_folder.path().toStdString(); }
    std::optional<bool> isOnBattery() const { return platform::isOnBattery(root()); }

private:
    QTemporaryDir m_folder;
};

} // namespace

class PowerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
#if defined(_WIN32)
        QSKIP("Windows tells by itself, not by files.");
#endif
    }

    void aComputerWithoutABatteryIsNotOnIt() {
        QVERIFY(Supplies().isOnBattery() == false);
    }

    void whatCannotBeReadIsNothing() {
        QVERIFY(!platform::isOnBattery("/nowhere"));
        QVERIFY(!Supplies().add("BAT0", {{"type", "Battery"}}).isOnBattery());
        QVERIFY(
            !Supplies().add("BAT0", {{"type", "Battery"}, {"status", "Unknown"}}).isOnBattery());
    }

    void aDischargingBatteryWithoutMainsIsOnBattery() {
        Supplies supplies;
        supplies.add("BAT0", {{"type", "Battery"}, {"status", "Discharging"}});
        QVERIFY(supplies.isOnBattery() == true);
        supplies.add("AC", {{"type", "Mains"}, {"online", "0"}});
        QVERIFY(supplies.isOnBattery() == true);
        supplies.add("AC", {{"type", "Mains"}, {"online", "1"}});
        QVERIFY(supplies.isOnBattery() == false);
    }

    void aFullOrChargingBatteryIsNotInUse() {
        for (const char* status : {"Full", "Charging", "Not charging"})
            QVERIFY(
                Supplies().add("BAT0", {{"type", "Battery"}, {"status", status}}).isOnBattery() ==
                false);
    }

    void theBatteryOfAMouseIsNotTheComputers() {
        Supplies supplies;
        supplies.add(
            "hidpp_battery_0",
            {{"type", "Battery"}, {"scope", "Device"}, {"status", "Discharging"}});
        QVERIFY(supplies.isOnBattery() == false);
    }
};

QTEST_GUILESS_MAIN(PowerTest)
#include "power_test.moc"
