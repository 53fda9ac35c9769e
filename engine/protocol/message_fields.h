// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/limits.h"
#include "engine/protocol/messages.h"

#include <array>
#include <string_view>

/// The fields of every message, listed once for reading and writing: name, member, bounds. fields()
/// calls `visit(name, member, bounds)` for a field that must be there and `visit.optional(…)` for
/// one that may be missing and then keeps its default. `Visitor::Ref<T>` is `T&` for a reader and
/// `const T&` for a writer.
namespace meson::protocol::wire {

/// A value whose type is bound enough: booleans, digests, keys.
struct Plain {};
struct Range {
    std::int64_t least = 0;
    std::int64_t most = limits::kInteger;
};
/// Length of a text in bytes.
struct Text {
    std::size_t least = 0;
    std::size_t most = limits::kText;
    std::string_view prefix = {}; ///< on the wire only
};
/// What people read. The writer makes it fit: without control characters, cut between two
/// characters.
struct Sentence : Text {};
/// Raw bytes, base64url on the wire.
struct Octets {
    std::size_t most = 0;
};
template <class Element = Plain>
struct List {
    std::size_t most = 0;
    Element element = {};
};
/// The words of an enum, in the order of its values.
template <std::size_t N>
struct Words {
    std::array<std::string_view, N> words;
};
template <class... Word>
Words(Word...) -> Words<sizeof...(Word)>;
/// A header field as [name, value].
struct FieldPair {};

inline constexpr Range kDuration{0, limits::kMilliseconds};
inline constexpr Range kTime{0, limits::kLastSecond};
inline constexpr Text kWordText{1, limits::kWord};
inline constexpr Sentence kSentenceText{{0, limits::kSentence}};

template <class V>
void fields(V& visit, typename V::template Ref<NetworkInfo> m) {
    visit("version", m.version, Range{1, 1'000});
    visit("name", m.name, Text{});
    visit.optional("demo", m.demo);
    visit("routerTime", m.routerTime, kTime);
    visit("routerKey", m.routerKey);
    visit("epochSeconds", m.epochSeconds, Range{1, 31'536'000});
}

template <class V>
void fields(V& visit, typename V::template Ref<Register> m) {
    visit("publicKey", m.publicKey);
    visit.optional("addresses", m.addresses, List<Text>{limits::kAddresses, {1, limits::kText}});
    visit("port", m.port, Range{1, 65'535});
    visit.optional("tls", m.tls);
    visit.optional("ownCertificate", m.ownCertificate);
    visit("name", m.name, Text{1, limits::kName});
    visit.optional("software", m.software, Text{});
    visit.optional("payoutAddress", m.payoutAddress, Text{0, limits::kWord});
}

template <class V>
void fields(V& visit, typename V::template Ref<Registered> m) {
    visit("nodeId", m.nodeId);
    visit("nodeName", m.nodeName, Text{1});
    visit("address", m.address, Text{1});
    visit("tokenKey", m.tokenKey);
    visit("returnUrl", m.returnUrl, Text{1, limits::kUrl});
    visit("routerTime", m.routerTime, kTime);
    visit("heartbeatSeconds", m.heartbeatSeconds, Range{1, 3'600});
}

template <class V>
void fields(V& visit, typename V::template Ref<CertificateRequest> m) {
    visit("publicKey", m.publicKey);
    visit("request", m.request, Octets{limits::kCertificate});
}

template <class V>
void fields(V& visit, typename V::template Ref<Certificate> m) {
    visit("nodeName", m.nodeName, Text{1});
    visit("until", m.until, kTime);
    visit("chain", m.chain, List<Octets>{limits::kChain, {limits::kCertificate}});
}

template <class V>
void fields(V& visit, typename V::template Ref<HardwareVolume> m) {
    visit("quota", m.quota, Range{});
    visit("free", m.free, Range{});
    visit.optional("kind", m.kind, Text{0, limits::kWord});
    visit.optional("writeBytesPerSecond", m.writeBytesPerSecond, Range{});
    visit.optional("readBytesPerSecond", m.readBytesPerSecond, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<Hardware> m) {
    visit.optional("processor", m.processor, Text{});
    visit("cores", m.cores, Range{1, 65'536});
    visit("memory", m.memory, Range{});
    visit.optional("system", m.system, Text{});
    visit("volumes", m.volumes, List<>{limits::kVolumes});
    visit.optional("uploadLimit", m.uploadLimit, Range{});
    visit.optional("uploadMeasured", m.uploadMeasured, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<CacheCommand> m) {
    visit("id", m.id);
    visit("sha256", m.sha256);
    visit("length", m.length, Range{});
    visit("expires", m.expires, kTime);
    visit("binding", m.binding, Text{});
    visit.optional("fields", m.fields, List<FieldPair>{limits::kFields});
    visit.optional("etag", m.etag, Text{0, limits::kText});
    visit.optional("lastModified", m.lastModified, kTime);
    visit("sources", m.sources, List<Text>{limits::kSources, {1, limits::kUrl}});
}

template <class V>
void fields(V& visit, typename V::template Ref<DeleteCommand> m) {
    visit("id", m.id);
}

template <class V>
void fields(V& visit, typename V::template Ref<SpotCheckCommand> m) {
    visit("id", m.id);
    visit("nonce", m.nonce);
    visit("leaves", m.leaves, List<Range>{limits::kCheckedLeaves});
    visit("deadlineMilliseconds", m.deadlineMilliseconds, kDuration);
}

template <class V>
void fields(V& visit, typename V::template Ref<OpenLeafCommand> m) {
    visit("id", m.id);
    visit("nonce", m.nonce);
    visit("leaf", m.leaf, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<PolicyCommand> m) {
    visit("heartbeatSeconds", m.heartbeatSeconds, Range{1, 3'600});
    visit.optional("maxConnections", m.maxConnections, Range{});
}

template <class V>
void fields(V&, typename V::template Ref<SendIndexCommand>) {}

template <class V>
void fields(V&, typename V::template Ref<UnknownCommand>) {}

/// What `type` says for each alternative of Command::body, in order; UnknownCommand carries its
/// own.
inline constexpr std::array<std::string_view, 6> kCommandTypes{"cache",     "delete", "spot-check",
                                                               "open-leaf", "policy", "send-index"};

template <class V>
void fields(V& visit, typename V::template Ref<Command> m) {
    visit("id", m.id, Range{1});
    visit.alternative("type", "body", m.body);
}

template <class V>
void fields(V& visit, typename V::template Ref<Acknowledgement> m) {
    visit("command", m.command, Range{1});
    visit("status", m.status, Words{"done", "failed", "refused"});
    visit.optional("reason", m.reason, Text{0, limits::kWord});
    visit.optional(
        "answers", m.answers, List<Octets>{limits::kCheckedLeaves, {limits::kAnswerBytes}});
}

template <class V>
void fields(V& visit, typename V::template Ref<Heartbeat> m) {
    visit("sequence", m.sequence, Range{});
    visit("state", m.state, Words{"serving", "paused", "draining"});
    visit.optional("reason", m.reason, kSentenceText);
    visit("indexSequence", m.indexSequence, Range{});
    visit("indexDigest", m.indexDigest);
    visit("available", m.available, Range{});
    visit("used", m.used, Range{});
    visit.optional("connections", m.connections, Range{});
    visit.optional("uploadRate", m.uploadRate, Range{});
    visit.optional("uploadLimit", m.uploadLimit, Range{});
    visit.optional("acknowledgements", m.acknowledgements, List<>{limits::kAcknowledgements});
    visit.optional("waitSeconds", m.waitSeconds, Range{0, limits::kWaitSeconds});
    visit.optional("notice", m.notice, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<HeartbeatAnswer> m) {
    visit("routerTime", m.routerTime, kTime);
    visit.optional("commands", m.commands, List<>{limits::kCommands});
    visit.optional(
        "notices", m.notices, List<Sentence>{limits::kNotices, {{1, limits::kSentence}}});
    visit.optional("notice", m.notice, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<Index::Entry> m) {
    visit("id", m.id);
    visit("length", m.length, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<Index::Removal> m) {
    visit("id", m.id);
    visit("reason", m.reason, kWordText);
}

template <class V>
void fields(V& visit, typename V::template Ref<Index> m) {
    visit("full", m.full);
    visit.optional("from", m.from, Range{});
    visit("sequence", m.sequence, Range{});
    visit("digest", m.digest);
    visit.optional("added", m.added, List<>{limits::kIndexEntries});
    visit.optional("removed", m.removed, List<>{limits::kIndexEntries});
    visit.optional("last", m.last);
}

template <class V>
void fields(V& visit, typename V::template Ref<EvictionProposal> m) {
    visit("ids", m.ids, List<>{limits::kEvictions});
}

template <class V>
void fields(V& visit, typename V::template Ref<EvictionVerdict> m) {
    visit("confirmed", m.confirmed, List<>{limits::kEvictions});
    visit("keep", m.keep, List<>{limits::kEvictions});
    visit("graceSeconds", m.graceSeconds, Range{0, 3'600});
}

template <class V>
void fields(V& visit, typename V::template Ref<SelfCheck> m) {
    visit("checked", m.checked, Range{});
    visit("damaged", m.damaged, Range{});
    visit("recovered", m.recovered, Range{});
    visit("durationMilliseconds", m.durationMilliseconds, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<Receipt> m) {
    visit("token", m.token, Text{1});
    visit("bytes", m.bytes, Range{});
    visit.optional("firstByte", m.firstByte, Range{});
    visit("servedAt", m.servedAt, Range{});
    visit.optional("durationMilliseconds", m.durationMilliseconds, Range{});
    visit.optional("complete", m.complete);
}

template <class V>
void fields(V& visit, typename V::template Ref<Receipts> m) {
    visit("batch", m.batch, Range{1});
    visit("receipts", m.receipts, List<>{limits::kReceipts});
}

template <class V>
void fields(V& visit, typename V::template Ref<ReceiptsAnswer> m) {
    visit("batch", m.batch, Range{1});
    visit("accepted", m.accepted, Range{});
    visit("creditedBytes", m.creditedBytes, Range{});
    visit.optional("refused", m.refused, List<Text>{limits::kNotices, {1, limits::kText}});
    visit.optional("heldBytes", m.heldBytes, Range{});
    visit.optional("epoch", m.epoch, Range{});
}

template <class V>
void fields(V& visit, typename V::template Ref<StateRequest> m) {
    visit("change", m.change, Words{"pause", "resume", "drain", "leave"});
    visit.optional("reason", m.reason, kSentenceText);
}

template <class V>
void fields(V& visit, typename V::template Ref<EpochEarnings> m) {
    visit("epoch", m.epoch, Range{});
    visit("starts", m.starts, kTime);
    visit("ends", m.ends, kTime);
    visit("creditedBytes", m.creditedBytes, Range{});
    visit("serving", m.serving, Range{});
    visit("standby", m.standby, Range{});
    visit("settled", m.settled);
}

template <class V>
void fields(V& visit, typename V::template Ref<Earnings> m) {
    visit("balance", m.balance, Range{});
    visit("epochs", m.epochs, List<>{limits::kEpochs});
    visit.optional("suspended", m.suspended);
    visit.optional("reason", m.reason, kSentenceText);
}

template <class V>
void fields(V& visit, typename V::template Ref<Problem> m) {
    visit("status", m.status, Range{400, 599});
    visit("type", m.type, Text{1, limits::kWord, "/problems/"});
    visit("title", m.title, kSentenceText);
    visit.optional("detail", m.detail, kSentenceText);
}

} // namespace meson::protocol::wire
