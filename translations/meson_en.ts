<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>meson::bridge</name>
        <message numerus="yes">
            <source>Nothing wrong was found; %n probe(s) could not be done.</source>
            <translation>
                <numerusform>Nothing wrong was found; %n probe could not be done.</numerusform>
                <numerusform>Nothing wrong was found; %n probes could not be done.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::bridge::Notices</name>
        <message numerus="yes">
            <source>%n more since the last notice</source>
            <translation>
                <numerusform>%n more since the last notice</numerusform>
                <numerusform>%n more since the last notice</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::CheckCard</name>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n statement</numerusform>
                <numerusform>%n statements</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Everything adds up: %n figure(s) of %1 were computed again.</source>
            <translation>
                <numerusform>Everything adds up: %n figure of %1 was computed again.</numerusform>
                <numerusform>Everything adds up: %n figures of %1 were computed again.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n figure(s) of %1 differ without an explanation. This node does not sign such statements; ask the Router's operator about them.</source>
            <translation>
                <numerusform>%n figure of %1 differs without an explanation. This node does not sign such a statement; ask the Router's operator about it.</numerusform>
                <numerusform>%n figures of %1 differ without an explanation. This node does not sign such statements; ask the Router's operator about them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n time(s)</source>
            <translation>
                <numerusform>once</numerusform>
                <numerusform>%n times</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EarningsPage</name>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n statement</numerusform>
                <numerusform>%n statements</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>credited for %n receipt(s)</source>
            <translation>
                <numerusform>credited for %n receipt</numerusform>
                <numerusform>credited for %n receipts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n statement(s) of this time are not valid and do not count.</source>
            <translation>
                <numerusform>%n statement of this time is not valid and does not count.</numerusform>
                <numerusform>%n statements of this time are not valid and do not count.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EarningsTable</name>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n statement</numerusform>
                <numerusform>%n statements</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::HealthCard</name>
        <message numerus="yes">
            <source>%n second(s) off</source>
            <translation>
                <numerusform>%n second off</numerusform>
                <numerusform>%n seconds off</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n connection(s)</source>
            <translation>
                <numerusform>%n connection</numerusform>
                <numerusform>%n connections</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::OverviewPage</name>
        <message numerus="yes">
            <source>of %1 in %n object(s)</source>
            <translation>
                <numerusform>of %1 in %n object</numerusform>
                <numerusform>of %1 in %n objects</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n request(s)</source>
            <translation>
                <numerusform>%n request</numerusform>
                <numerusform>%n requests</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingsCare</name>
        <message numerus="yes">
            <source>%n receipt(s) are delivered when it joins again.</source>
            <translation>
                <numerusform>%n receipt is delivered when it joins again.</numerusform>
                <numerusform>%n receipts are delivered when it joins again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::StatementCard</name>
        <message numerus="yes">
            <source>By %n receipt(s).</source>
            <translation>
                <numerusform>By %n receipt.</numerusform>
                <numerusform>By %n receipts.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::WalletPage</name>
        <message numerus="yes">
            <source>%n more digit(s).</source>
            <translation>
                <numerusform>%n more digit.</numerusform>
                <numerusform>%n more digits.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::WhatIfCard</name>
        <message numerus="yes">
            <source>From %n statement(s) of the last %1, up to %2.</source>
            <translation>
                <numerusform>From %n statement of the last %1, up to %2.</numerusform>
                <numerusform>From %n statements of the last %1, up to %2.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::shell::Application</name>
        <message numerus="yes">
            <source>Right now %n connection(s) of viewers are open.</source>
            <translation>
                <numerusform>Right now %n connection of a viewer is open.</numerusform>
                <numerusform>Right now %n connections of viewers are open.</numerusform>
            </translation>
        </message>
    </context>
</TS>
