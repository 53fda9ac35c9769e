<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>meson::widgets::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>meson::widgets::BlockMap</name>
    <message>
        <source>Free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>已缓存</translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>Being removed</source>
        <translation>正在移除</translation>
    </message>
    <message>
        <source>Failed its check</source>
        <translation>校验失败</translation>
    </message>
    <message>
        <source>Map of the cache</source>
        <translation>缓存分布图</translation>
    </message>
</context>
<context>
    <name>meson::widgets::Checklist</name>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>to do now</source>
        <translation>现在要做</translation>
    </message>
    <message>
        <source>later</source>
        <translation>稍后</translation>
    </message>
</context>
<context>
    <name>meson::widgets::ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>meson::widgets::HealthList</name>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>需要注意</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>meson::widgets::InfoButton</name>
    <message>
        <source>What this means</source>
        <translation>这是什么意思</translation>
    </message>
    <message>
        <source>What “%1” means</source>
        <translation>“%1”是什么意思</translation>
    </message>
</context>
<context>
    <name>meson::widgets::InfoPopover</name>
    <message>
        <source>Last updated at %1</source>
        <translation>更新于 %1</translation>
    </message>
</context>
<context>
    <name>meson::widgets::NavButton</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n 条未读</numerusform>
        </translation>
    </message>
    <message>
        <source>has news</source>
        <translation>有新消息</translation>
    </message>
</context>
<context>
    <name>meson::widgets::ScheduleCanvas</name>
    <message>
        <source>Weekly schedule</source>
        <translation>每周时间表</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2：%3</translation>
    </message>
    <message>
        <source>%1: %2 h</source>
        <translation>%1：%2 小时</translation>
    </message>
</context>
<context>
    <name>meson::widgets::ScheduleGrid</name>
    <message>
        <source>Full speed</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>Limited</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Use a preset…</source>
        <translation>使用预设…</translation>
    </message>
    <message>
        <source>Always full speed</source>
        <translation>始终全速</translation>
    </message>
    <message>
        <source>Limited in working hours</source>
        <translation>工作时间限速</translation>
    </message>
    <message>
        <source>Nights only</source>
        <translation>仅夜间</translation>
    </message>
    <message>
        <source>Weekends only</source>
        <translation>仅周末</translation>
    </message>
    <message>
        <source>Choose a brush, then paint. With the keyboard: arrows move, Shift stretches, Space paints, 1 to 3 choose the brush.</source>
        <translation>先选画笔，再涂抹。使用键盘：方向键移动，Shift 扩展选区，空格涂抹，1 到 3 选择画笔。</translation>
    </message>
</context>
<context>
    <name>meson::widgets::Sidebar</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Show page names</source>
        <translation>显示页面名称</translation>
    </message>
    <message>
        <source>Hide page names</source>
        <translation>隐藏页面名称</translation>
    </message>
</context>
<context>
    <name>meson::widgets::StatusStrip</name>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Earning</source>
        <translation>正在赚取收益</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要注意</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Earned today</source>
        <translation>今日收益</translation>
    </message>
    <message>
        <source>Serving rate</source>
        <translation>上传服务速率</translation>
    </message>
    <message>
        <source>Fetching rate</source>
        <translation>下载缓存速率</translation>
    </message>
    <message>
        <source>Reachable from outside</source>
        <translation>外网可达性</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Node status</source>
        <translation>节点状态</translation>
    </message>
</context>
<context>
    <name>meson::widgets::TimeChart</name>
    <message>
        <source>%1: lowest %2, highest %3 at %4, last %5</source>
        <translation>%1：最低 %2，最高 %3（%4），最新 %5</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>还没有测量数据。</translation>
    </message>
    <message>
        <source>%1, as a table</source>
        <translation>%1（表格）</translation>
    </message>
</context>
<context>
    <name>meson::widgets::ToastArea</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
</TS>
