// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/message_fields.h"
#include "engine/protocol/statement.h"

/// The fields of statements, as message_fields.h has those of the other messages.
namespace meson::protocol::wire {

template <class V>
void fields(V& visit, typename V::template Ref<Statement> m) {
    visit("node", m.node);
    visit("epoch", m.epoch, Range{1});
    visit("starts", m.starts, kTime);
    visit("ends", m.ends, kTime);
    visit("previous", m.previous, Range{});
    visit("receipts", m.receipts, Range{});
    visit("issued", m.issued, Range{});
    visit("stated", m.stated, Range{});
    visit("held", m.held, Range{});
    visit("credited", m.credited, Range{});
    visit("quality", m.quality, Range{0, 1'000'000});
    visit("cause", m.cause, kSentenceText);
    visit("standbySeconds", m.standbySeconds, Range{});
    visit("weight", m.weight, Range{});
    visit("emission", m.emission, Range{});
    visit("allWeights", m.allWeights, Range{});
    visit("allStandby", m.allStandby, Range{});
    visit("serving", m.serving, Range{});
    visit("standby", m.standby, Range{});
    visit("balance", m.balance, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<SignedStatement> m) {
    visit("text", m.text, Text{1, limits::kStatement});
    visit("signature", m.signature);
}

template <class V>
void fields(V& visit, typename V::template Ref<Countersignature> m) {
    visit("epoch", m.epoch, Range{1});
    visit("signature", m.signature);
}

template <class V>
void fields(V& visit, typename V::template Ref<StatementsRequest> m) {
    visit("after", m.after, Range{});
    visit.optional("agreed", m.agreed, List<>{limits::kStatements});
}

template <class V>
void fields(V& visit, typename V::template Ref<Statements> m) {
    visit("statements", m.statements, List<>{limits::kStatements});
    visit("epochEnds", m.epochEnds, kTime);
}

} // namespace meson::protocol::wire
