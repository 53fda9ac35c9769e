// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/check.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/statement.h"

using namespace meson::protocol;

namespace {

/// What is read can be written, and reads as the same again.
template <class Message>
void check(const QByteArray& json) {
    const auto message = decode<Message>(json);
    if (!message)
        return;
    const QByteArray written = encode(*message);
    const auto again = decode<Message>(written);
    MESON_CHECK(again.has_value());
    MESON_CHECK(encode(*again) == written);
}

using Check = void (*)(const QByteArray&);
// The first byte of the input, a letter from 'a' on, picks one; the seeds rely on the order.
constexpr Check kChecks[] = {
    check<NetworkInfo>,      check<Register>,          check<Registered>,      check<Hardware>,
    check<Command>,          check<Heartbeat>,         check<HeartbeatAnswer>, check<Index>,
    check<EvictionProposal>, check<EvictionVerdict>,   check<SelfCheck>,       check<Receipts>,
    check<ReceiptsAnswer>,   check<StateRequest>,      check<Earnings>,        check<Problem>,
    check<Statement>,        check<StatementsRequest>, check<Statements>,
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::size_t choice = static_cast<std::uint8_t>(data[0] - 'a') % std::size(kChecks);
    kChecks[choice](
        QByteArray(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1)));
    return 0;
}
