// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/temperature.h"

#include <fstream>

using namespace meson;

namespace {

/// A /sys of our own.
class Sensors {
public:
    Sensors& add(const std::string& file, const std::string& text) {
        const std::filesystem::path path = root() / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text << '\n';
        return *this;
    }
    Sensors& zone(int number, const std::string& type, const std::string& thousandths) {
        const std::string folder = "class/thermal/thermal_zone" + std::to_string(number);
        return add(folder + "/type", type).add(folder + "/temp", thousandths);
    }
    std::filesystem::path root() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

} // namespace

class TemperatureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingToReadIsNothing() {
        QVERIFY(!platform::processorCelsius(Sensors().root()));
        QVERIFY(!platform::processorCelsius("/nowhere"));
    }

    void theProcessorCountsBeforeHotterThings() {
        Sensors sensors;
        sensors.zone(0, "acpitz", "90000").zone(1, "x86_pkg_temp", "61500");
        QCOMPARE(*platform::processorCelsius(sensors.root()), 61.5);
    }

    void theHottestZoneCountsWhereNoneIsTheProcessors() {
        Sensors sensors;
        sensors.zone(0, "acpitz", "40000").zone(1, "iwlwifi_1", "52000");
        QCOMPARE(*platform::processorCelsius(sensors.root()), 52.0);
    }

    void chipsOfTheProcessorCountAndDisksDoNot() {
        Sensors sensors;
        sensors.add("class/hwmon/hwmon0/name", "nvme")
            .add("class/hwmon/hwmon0/temp1_input", "70000");
        QVERIFY(!platform::processorCelsius(sensors.root()));
        sensors.add("class/hwmon/hwmon1/name", "k10temp")
            .add("class/hwmon/hwmon1/temp1_input", "48000")
            .add("class/hwmon/hwmon1/temp3_input", "55125")
            .add("class/hwmon/hwmon1/temp3_label", "99999");
        QCOMPARE(*platform::processorCelsius(sensors.root()), 55.125);
    }

    void absurdReadingsAreNothing() {
        for (const char* text : {"0", "-274000", "150000", "n/a", ""})
            QVERIFY(!platform::processorCelsius(Sensors().zone(0, "cpu-thermal", text).root()));
    }
};

QTEST_GUILESS_MAIN(TemperatureTest)
#include "temperature_test.moc"
