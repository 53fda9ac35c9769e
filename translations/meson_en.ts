<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>events</name>
    <message numerus="yes">
        <source>%n object(s) stored</source>
        <translation>
            <numerusform>%n object stored</numerusform>
            <numerusform>%n objects stored</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) made room</source>
        <translation>
            <numerusform>%n object made room</numerusform>
            <numerusform>%n objects made room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) expired</source>
        <translation>
            <numerusform>%n object expired</numerusform>
            <numerusform>%n objects expired</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged object(s) dropped</source>
        <translation>
            <numerusform>%n damaged object dropped</numerusform>
            <numerusform>%n damaged objects dropped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spot check(s) answered</source>
        <translation>
            <numerusform>%n spot check answered</numerusform>
            <numerusform>%n spot checks answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fetch(es) failed</source>
        <translation>
            <numerusform>%n fetch failed</numerusform>
            <numerusform>%n fetches failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The clock is %n second(s) ahead</source>
        <translation>
            <numerusform>The clock is %n second ahead</numerusform>
            <numerusform>The clock is %n seconds ahead</numerusform>
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
    <message numerus="yes">
        <source>%n second(s) off</source>
        <translation>
            <numerusform>%n second off</numerusform>
            <numerusform>%n seconds off</numerusform>
        </translation>
    </message>
</context>
</TS>
