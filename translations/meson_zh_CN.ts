<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>engine</name>
        <message>
            <source>The demo network is coming up.</source>
            <translation>演示网络正在启动。</translation>
        </message>
        <message>
            <source>The demo network has ended</source>
            <translation>演示网络已结束</translation>
        </message>
        <message>
            <source>An unexpected failure ended the engine</source>
            <translation>意外故障使引擎停止</translation>
        </message>
        <message>
            <source>An unexpected failure ended the engine.</source>
            <translation>意外故障使引擎停止。</translation>
        </message>
        <message>
            <source>Preparing the film, once: about half a minute …</source>
            <translation>正在准备影片，仅此一次，约需半分钟…</translation>
        </message>
        <message>
            <source>The Router does not answer: check the network; it is tried again by itself.</source>
            <translation>路由器没有应答：请检查网络；程序会自动重试。</translation>
        </message>
        <message>
            <source>The Router's certificate is not trusted, or the TLS handshake failed: check the Router's address and the certificates to trust.</source>
            <translation>路由器的证书不受信任，或 TLS 握手失败：请检查路由器地址和所信任的证书。</translation>
        </message>
        <message>
            <source>The proxy refused or does not answer: check the system's proxy settings.</source>
            <translation>代理拒绝连接或没有应答：请检查系统的代理设置。</translation>
        </message>
        <message>
            <source>The Router did not answer in time; it is tried again by itself.</source>
            <translation>路由器没有及时应答；程序会自动重试。</translation>
        </message>
        <message>
            <source>The Router refuses this computer's time: set the clock (NTP).</source>
            <translation>路由器不接受本机的时间：请校准时钟（NTP）。</translation>
        </message>
        <message>
            <source>The Router refused the request.</source>
            <translation>路由器拒绝了请求。</translation>
        </message>
        <message>
            <source>The Router's answer is not of this protocol: check the Router's address.</source>
            <translation>路由器的应答不符合本协议：请检查路由器地址。</translation>
        </message>
        <message>
            <source>The program is stopping.</source>
            <translation>程序正在停止。</translation>
        </message>
        <message>
            <source>This setting is outside its range.</source>
            <translation>此设置超出允许范围。</translation>
        </message>
        <message>
            <source>The Router's address must be http:// or https:// with a host and no path.</source>
            <translation>路由器地址必须是 http:// 或 https:// 加主机名，不带路径。</translation>
        </message>
        <message>
            <source>The state folder cannot be used: check its permissions or name another.</source>
            <translation>无法使用状态文件夹：请检查权限或另选一个。</translation>
        </message>
        <message>
            <source>Another Terminal uses this state folder: stop it or name another folder.</source>
            <translation>另一个终端正在使用此状态文件夹：请停止它或另选文件夹。</translation>
        </message>
        <message>
            <source>The node's key cannot be used; it is left as it is.</source>
            <translation>无法使用节点密钥；密钥保持原样。</translation>
        </message>
        <message>
            <source>The cache cannot be opened.</source>
            <translation>无法打开缓存。</translation>
        </message>
        <message>
            <source>The certificate cannot be used.</source>
            <translation>无法使用该证书。</translation>
        </message>
        <message>
            <source>Clients cannot be served there.</source>
            <translation>无法在该地址为客户端提供服务。</translation>
        </message>
        <message>
            <source>The control API cannot be offered there.</source>
            <translation>无法在该地址提供控制接口。</translation>
        </message>
        <message>
            <source>The cache folder cannot be created or written: check its permissions or choose another.</source>
            <translation>无法创建或写入缓存文件夹：请检查权限或另选一个。</translation>
        </message>
        <message>
            <source>Neither quota nor disk has room for the object.</source>
            <translation>配额或磁盘空间不足以存放该对象。</translation>
        </message>
        <message>
            <source>No such object is stored here.</source>
            <translation>这里没有存储该对象。</translation>
        </message>
        <message>
            <source>The volume does not answer any more: check the disk or its cable.</source>
            <translation>该卷不再响应：请检查磁盘或连接线。</translation>
        </message>
        <message>
            <source>The disk refused to write.</source>
            <translation>磁盘拒绝写入。</translation>
        </message>
        <message>
            <source>Another program uses this cache folder.</source>
            <translation>另一个程序正在使用此缓存文件夹。</translation>
        </message>
        <message>
            <source>Another program already listens there: choose another port or stop that program.</source>
            <translation>另一个程序已在该地址监听：请换一个端口或停止该程序。</translation>
        </message>
        <message>
            <source>This user may not listen there: choose a port above 1023.</source>
            <translation>当前用户不能在该地址监听：请选择大于 1023 的端口。</translation>
        </message>
        <message>
            <source>This computer does not have that address.</source>
            <translation>本机没有该地址。</translation>
        </message>
        <message>
            <source>The system refused to listen there.</source>
            <translation>系统拒绝在该地址监听。</translation>
        </message>
        <message>
            <source>The home router is being asked to pass the port on.</source>
            <translation>正在请求家用路由器转发端口。</translation>
        </message>
        <message>
            <source>The name must have 1 to 63 characters.</source>
            <translation>名称必须为 1 到 63 个字符。</translation>
        </message>
        <message>
            <source>This is not an Ethereum address: 0x and 40 hexadecimal digits.</source>
            <translation>这不是以太坊地址：应为 0x 加 40 个十六进制字符。</translation>
        </message>
        <message>
            <source>A character of this address is wrong: its checksum does not fit.</source>
            <translation>地址中有字符错误：校验和不符。</translation>
        </message>
        <message>
            <source>At least one folder is needed.</source>
            <translation>至少需要一个文件夹。</translation>
        </message>
        <message>
            <source>The folder must be an absolute path.</source>
            <translation>文件夹必须是绝对路径。</translation>
        </message>
        <message>
            <source>The same folder is named twice.</source>
            <translation>同一文件夹重复出现。</translation>
        </message>
        <message>
            <source>A folder needs at least 16 MB.</source>
            <translation>每个文件夹至少需要 16 MB。</translation>
        </message>
        <message>
            <source>A limit must be 100 kbit/s or more, or none.</source>
            <translation>限速必须不低于 100 kbit/s，或不限。</translation>
        </message>
        <message>
            <source>The day of the month must be 1 to 31.</source>
            <translation>日期必须是 1 到 31。</translation>
        </message>
        <message>
            <source>The temperature must be 0 to 120 °C.</source>
            <translation>温度必须在 0 到 120 °C 之间。</translation>
        </message>
        <message>
            <source>The port must be 0 to 65535.</source>
            <translation>端口必须在 0 到 65535 之间。</translation>
        </message>
        <message>
            <source>A number is outside its range.</source>
            <translation>有数值超出允许范围。</translation>
        </message>
        <message>
            <source>A price or power must not be negative.</source>
            <translation>价格或功率不能为负数。</translation>
        </message>
        <message>
            <source>There is no settings file yet.</source>
            <translation>尚无设置文件。</translation>
        </message>
        <message>
            <source>The settings file cannot be read: check its permissions. It is left as it is.</source>
            <translation>无法读取设置文件：请检查权限。文件保持原样。</translation>
        </message>
        <message>
            <source>The settings file could not be understood; it was put aside.</source>
            <translation>无法解析设置文件；已将其另存。</translation>
        </message>
        <message>
            <source>The settings file is of a newer version of this program; it was put aside.</source>
            <translation>设置文件来自更新版本的程序；已将其另存。</translation>
        </message>
        <message>
            <source>The settings could not be saved: check the folder's permissions and free space.</source>
            <translation>无法保存设置：请检查文件夹权限和剩余空间。</translation>
        </message>
        <message>
            <source>The currency is named by at most 8 characters, as EUR.</source>
            <translation>货币名称最多 8 个字符，例如 CNY。</translation>
        </message>
        <message>
            <source>One folder must stay, for what is moved out of the others.</source>
            <translation>必须保留一个文件夹，以接收从其他文件夹移出的内容。</translation>
        </message>
        <message>
            <source>The file or one of its folders does not exist.</source>
            <translation>该文件或其所在文件夹不存在。</translation>
        </message>
        <message>
            <source>This user may not do that there: check the permissions.</source>
            <translation>当前用户无权在那里进行此操作：请检查权限。</translation>
        </message>
        <message>
            <source>The file system is mounted read-only.</source>
            <translation>文件系统以只读方式挂载。</translation>
        </message>
        <message>
            <source>The disk is full.</source>
            <translation>磁盘已满。</translation>
        </message>
        <message>
            <source>Too many files are open.</source>
            <translation>打开的文件过多。</translation>
        </message>
        <message>
            <source>The disk or the system refused.</source>
            <translation>磁盘或系统拒绝了操作。</translation>
        </message>
        <message>
            <source>This is not a host name or an IP address.</source>
            <translation>这不是主机名或 IP 地址。</translation>
        </message>
        <message>
            <source>Another key answers there than that machine's own: it was set up anew, or somebody stands in between. Nothing was sent.</source>
            <translation>那里应答的密钥不是该机器自己的密钥：它可能被重新设置过，或有人从中拦截。没有发送任何内容。</translation>
        </message>
        <message>
            <source>Apps on other machines cannot reach this Terminal</source>
            <translation>其他机器上的应用无法访问此终端</translation>
        </message>
        <message>
            <source>No code waits: run "meson-network pair" on the Terminal's computer.</source>
            <translation>没有等待使用的配对码：请在该终端的计算机上运行“meson-network pair”。</translation>
        </message>
        <message>
            <source>Nothing answers at that address and port.</source>
            <translation>该地址和端口没有应答。</translation>
        </message>
        <message>
            <source>That machine is not attached any more.</source>
            <translation>该机器已不再连接。</translation>
        </message>
        <message>
            <source>That machine no longer lets this app in: it was revoked there. Attach it again with a new line.</source>
            <translation>该机器不再允许此应用访问：已在那边被撤销。请用新的配对行重新连接。</translation>
        </message>
        <message>
            <source>The TLS handshake or the certificate check failed.</source>
            <translation>TLS 握手或证书检查失败。</translation>
        </message>
        <message>
            <source>The code has expired: make a new one.</source>
            <translation>配对码已过期：请重新生成。</translation>
        </message>
        <message>
            <source>The code is damaged: it has 16 letters and digits.</source>
            <translation>配对码不完整：应为 16 个字母和数字。</translation>
        </message>
        <message>
            <source>The code is wrong.</source>
            <translation>配对码错误。</translation>
        </message>
        <message>
            <source>The code was tried wrongly too often and is void: make a new one.</source>
            <translation>配对码输错次数过多，已作废：请重新生成。</translation>
        </message>
        <message>
            <source>The code was used already: make a new one.</source>
            <translation>配对码已被使用：请重新生成。</translation>
        </message>
        <message>
            <source>The connection ended before the answer was complete.</source>
            <translation>应答尚未完整，连接就断开了。</translation>
        </message>
        <message>
            <source>The host must be a name or an IP address; IPv6 stands in brackets.</source>
            <translation>主机必须是名称或 IP 地址；IPv6 地址要放在方括号中。</translation>
        </message>
        <message>
            <source>The host name does not resolve: check its spelling and the name server.</source>
            <translation>主机名无法解析：请检查拼写和域名服务器。</translation>
        </message>
        <message>
            <source>The list of attached machines cannot be read: check its permissions. It is left as it is.</source>
            <translation>无法读取已连接机器的列表：请检查其权限。文件保持原样。</translation>
        </message>
        <message>
            <source>The list of attached machines could not be saved: check the folder's permissions and free space.</source>
            <translation>无法保存已连接机器的列表：请检查文件夹的权限和可用空间。</translation>
        </message>
        <message>
            <source>The list of attached machines could not be understood; it was put aside. Attach them again.</source>
            <translation>无法识别已连接机器的列表，已将其另存。请重新连接这些机器。</translation>
        </message>
        <message>
            <source>The list of paired apps cannot be read, so that no app is let in: restore the file, or move it away and pair anew.</source>
            <translation>无法读取已配对应用的列表，因此不允许任何应用访问：请恢复该文件，或将其移走后重新配对。</translation>
        </message>
        <message>
            <source>The list of paired apps cannot be saved: check the folder and its free space.</source>
            <translation>无法保存已配对应用的列表：请检查文件夹及其可用空间。</translation>
        </message>
        <message>
            <source>The node's id is damaged: it has 52 letters and digits.</source>
            <translation>节点标识不完整：应为 52 个字母和数字。</translation>
        </message>
        <message>
            <source>The port must be 1 to 65535.</source>
            <translation>端口必须在 1 到 65535 之间。</translation>
        </message>
        <message>
            <source>The server did not answer in time, or stopped sending.</source>
            <translation>服务器没有及时应答，或停止了发送。</translation>
        </message>
        <message>
            <source>The server's answer is not HTTP, or breaks its rules.</source>
            <translation>服务器的应答不是 HTTP，或不符合其规则。</translation>
        </message>
        <message>
            <source>This is no line of "meson-network pair": it begins with "meson-pair:".</source>
            <translation>这不是“meson-network pair”给出的配对行：它应以“meson-pair:”开头。</translation>
        </message>
        <message>
            <source>Too many apps are paired: revoke one first.</source>
            <translation>已配对的应用过多：请先撤销一个。</translation>
        </message>
        <message>
            <source>What answers there is no Terminal of this network's kind.</source>
            <translation>那里应答的不是这种网络的终端。</translation>
        </message>
        <message>
            <source>Wrong bytes of %1 in two checks.</source>
            <translation>两次检查中%1的字节都有误。</translation>
        </message>
        <message>
            <source>Wrong bytes of %1 in one check, though not in the next.</source>
            <translation>一次检查中%1的字节有误，但下一次检查无误。</translation>
        </message>
        <message>
            <source>Your list of contents has %1, but it is not there.</source>
            <translation>您的内容清单中列有%1，但实际并不存在。</translation>
        </message>
        <message>
            <source>Checks are answered too late: %1.</source>
            <translation>检查应答过迟：%1。</translation>
        </message>
        <message>
            <source>Receipts state more bytes than were sent: %1.</source>
            <translation>回执申报的字节数多于实际发送的字节数：%1。</translation>
        </message>
        <message>
            <source>The reputation fell to %1 %, and rewards with it; below %2 % it is out of service for an hour.</source>
            <translation>信誉降至 %1 %，收益随之降低；低于 %2 % 时将停止服务一小时。</translation>
        </message>
        <message>
            <source>Each check that is passed raises it again.</source>
            <translation>每通过一次检查，信誉都会回升。</translation>
        </message>
        <message>
            <source>No usable answer from outside since %1: %2.</source>
            <translation>自 %1 起，从外部得不到可用的应答：%2。</translation>
        </message>
        <message>
            <source>No usable answer from outside to %1 checks in a row: %2.</source>
            <translation>从外部连续 %1 次检查都没有得到可用的应答：%2。</translation>
        </message>
        <message>
            <source>If it goes on until %1, service pauses.</source>
            <translation>如果持续到 %1，服务将暂停。</translation>
        </message>
        <message>
            <source>Rewards are not lowered by this.</source>
            <translation>收益不会因此降低。</translation>
        </message>
        <message>
            <source>Service goes on by itself after %1.</source>
            <translation>%1 之后服务会自动恢复。</translation>
        </message>
        <message>
            <source>This Terminal was away, without having paused, for much of the last day: its rewards are multiplied by %1 %.</source>
            <translation>最近一天的大部分时间里，本节点未暂停却不在线：其收益按 %1 % 计算。</translation>
        </message>
        <message>
            <source>Pause it, or set hours of service, before you switch it off; each hour of presence raises this again.</source>
            <translation>关机之前请先暂停，或设定服务时段；每在线一小时，该比例都会回升。</translation>
        </message>
        <message>
            <source>The suspension is over: service goes on with a reputation of %1 %, and each check that is passed raises it.</source>
            <translation>停用已结束：服务以 %1 % 的信誉继续，每通过一次检查信誉都会提高。</translation>
        </message>
        <message>
            <source>Checks found %1 % of what was promised, and it was there %2 % of the latest hours.</source>
            <translation>检查证实了所承诺内容的 %1 %，最近一段时间的在线率为 %2 %。</translation>
        </message>
        <message>
            <source>Check the disk and its cable and let the cache be verified.</source>
            <translation>请检查磁盘及其连接线，并校验缓存。</translation>
        </message>
        <message>
            <source>Check the memory, the disk and what stands between this computer and the internet.</source>
            <translation>请检查内存、磁盘，以及这台电脑与互联网之间的设备。</translation>
        </message>
        <message>
            <source>Do not delete files of the cache by hand; lower its size instead.</source>
            <translation>请不要手动删除缓存文件，应改为调小缓存空间。</translation>
        </message>
        <message>
            <source>Keep the cache on a disk of this computer that is not busy with other work.</source>
            <translation>请把缓存放在这台电脑上不忙于其他工作的磁盘上。</translation>
        </message>
        <message>
            <source>Use the program as it is published.</source>
            <translation>请使用官方发布的程序。</translation>
        </message>
        <message>
            <source>Check that the port is forwarded, that no firewall blocks it and that the certificate is valid.</source>
            <translation>请确认端口已转发、没有被防火墙阻挡，并且证书有效。</translation>
        </message>
        <message>
            <source>object %1 between %2 and %3, at less than %4 KiB a second</source>
            <translation>对象 %1 的 %2 至 %3，速度低于每秒 %4 KiB</translation>
        </message>
        <message>
            <source>object %1 between %2 and %3</source>
            <translation>对象 %1 的 %2 至 %3</translation>
        </message>
        <message>
            <source>object %1, block %2 was not opened: "%3"</source>
            <translation>对象 %1 的第 %2 块未能打开：“%3”</translation>
        </message>
        <message>
            <source>object %1, block %2</source>
            <translation>对象 %1 的第 %2 块</translation>
        </message>
        <message>
            <source>object %1, a block after %2 ms, where %3 ms are allowed</source>
            <translation>对象 %1 的一个块用时 %2 毫秒，允许 %3 毫秒</translation>
        </message>
        <message>
            <source>object %1, %2 blocks after %3 ms, where %4 ms are allowed</source>
            <translation>对象 %1 的 %2 个块用时 %3 毫秒，允许 %4 毫秒</translation>
        </message>
        <message>
            <source>%1 of object %2 where at most %3 can have been sent, and so in %4 receipts of the batch</source>
            <translation>对象 %2 申报了 %1 字节，而最多只可能发送 %3 字节；这批回执中有 %4 份如此</translation>
        </message>
        <message>
            <source>%1 of object %2 where at most %3 can have been sent</source>
            <translation>对象 %2 申报了 %1 字节，而最多只可能发送 %3 字节</translation>
        </message>
        <message>
            <source>object %1</source>
            <translation>对象 %1</translation>
        </message>
        <message>
            <source>status %1</source>
            <translation>状态码 %1</translation>
        </message>
        <message>
            <source>the answer to a check was "%1"</source>
            <translation>对检查的应答是“%1”</translation>
        </message>
    </context>
    <context>
        <name>meson::bridge</name>
        <message>
            <source>Until you resume</source>
            <translation>直到您恢复</translation>
        </message>
        <message>
            <source>By you, until %1</source>
            <translation>由您暂停，至 %1</translation>
        </message>
        <message>
            <source>This month's traffic is used up, until %1</source>
            <translation>本月流量已用完，至 %1</translation>
        </message>
        <message>
            <source>By your week</source>
            <translation>按您的每周计划</translation>
        </message>
        <message>
            <source>By your week, until %1</source>
            <translation>按您的每周计划，至 %1</translation>
        </message>
        <message>
            <source>The connection is metered</source>
            <translation>当前连接按流量计费</translation>
        </message>
        <message>
            <source>Running on battery</source>
            <translation>正在使用电池</translation>
        </message>
        <message>
            <source>The computer is too hot</source>
            <translation>电脑温度过高</translation>
        </message>
        <message>
            <source>Joining the network</source>
            <translation>正在加入网络</translation>
        </message>
        <message>
            <source>Finishing running transfers</source>
            <translation>正在完成传输</translation>
        </message>
        <message>
            <source>Not reached from outside yet</source>
            <translation>尚未被外部访问到</translation>
        </message>
        <message>
            <source>Waiting for the first viewer</source>
            <translation>等待第一位观众</translation>
        </message>
        <message>
            <source>By you</source>
            <translation>由您暂停</translation>
        </message>
        <message>
            <source>This month's traffic is used up</source>
            <translation>本月流量已用完</translation>
        </message>
        <message>
            <source>Not set up yet</source>
            <translation>尚未设置</translation>
        </message>
        <message>
            <source>Not confirmed</source>
            <translation>未确认</translation>
        </message>
        <message>
            <source>Nobody has reached this node yet</source>
            <translation>还没有人访问到此节点</translation>
        </message>
        <message>
            <source>%1, last probed %2</source>
            <translation>%1，上次探测于%2</translation>
        </message>
        <message>
            <source>Reachable</source>
            <translation>可访问</translation>
        </message>
        <message>
            <source>%1, probed %2</source>
            <translation>%1，探测于%2</translation>
        </message>
        <message>
            <source>Not measured: the Router has not said the time yet</source>
            <translation>未测量：路由器尚未告知时间</translation>
        </message>
        <message>
            <source>Agrees with Router time to the second</source>
            <translation>与路由器时间一致，误差不到一秒</translation>
        </message>
        <message>
            <source>%1 ahead of Router time</source>
            <translation>比路由器时间快 %1</translation>
        </message>
        <message>
            <source>%1 behind Router time</source>
            <translation>比路由器时间慢 %1</translation>
        </message>
        <message>
            <source>Not readable on this system</source>
            <translation>此系统上无法读取</translation>
        </message>
        <message>
            <source>No folder to write in</source>
            <translation>没有可写入的文件夹</translation>
        </message>
        <message>
            <source>Chosen when the node starts</source>
            <translation>节点启动时选定</translation>
        </message>
        <message>
            <source>On its way</source>
            <translation>正在启动</translation>
        </message>
        <message>
            <source>Not known: the Router has to answer first</source>
            <translation>未知：需要路由器先作出应答</translation>
        </message>
        <message>
            <source>Not known: it comes after the node is reached</source>
            <translation>未知：要先能从外部连到本节点</translation>
        </message>
        <message>
            <source>No statement yet, and no word from the Router</source>
            <translation>尚无结算单，路由器也没有通知</translation>
        </message>
        <message>
            <source>Not known while the node does not run</source>
            <translation>节点未运行，无法得知</translation>
        </message>
        <message>
            <source>%1 free where there is least to spare; %2 of it stay yours</source>
            <translation>最紧张的磁盘还剩 %1，其中 %2 为您保留</translation>
        </message>
        <message>
            <source>Wrote a file and read it back in %1 ms</source>
            <translation>写入并读回一个文件，用时 %1 毫秒</translation>
        </message>
        <message>
            <source>Port %1 is ours</source>
            <translation>端口 %1 由本节点使用</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>正在运行</translation>
        </message>
        <message>
            <source>The Router came in at %1, %2 ago</source>
            <translation>路由器在 %2前经 %1 连入</translation>
        </message>
        <message>
            <source>The Router answered %1 ago</source>
            <translation>路由器在 %1前作出应答</translation>
        </message>
        <message>
            <source>Nothing pauses the node now</source>
            <translation>目前没有任何规则使节点暂停</translation>
        </message>
        <message>
            <source>%1 served in the last day; objects here: %2</source>
            <translation>最近一天提供了 %1；这里有 %2 个对象</translation>
        </message>
        <message>
            <source>None: all that is credited counts</source>
            <translation>没有：计入的流量全部有效</translation>
        </message>
        <message>
            <source>The clock of this computer is wrong.</source>
            <translation>这台计算机的时钟不准。</translation>
        </message>
        <message>
            <source>Switch on automatic time in the settings of your system: the weekly schedule and the month follow this clock; earnings do not.</source>
            <translation>请在系统设置中开启自动校时：每周计划和月份以本机时间为准，收益不受影响。</translation>
        </message>
        <message>
            <source>%1 does not answer</source>
            <translation>%1 没有应答</translation>
        </message>
        <message>
            <source>A disk of the cache is gone.</source>
            <translation>缓存所在的磁盘不见了。</translation>
        </message>
        <message>
            <source>Check the disk and its cable. The node takes it back by itself.</source>
            <translation>请检查磁盘及其连接线。恢复后节点会自动重新启用。</translation>
        </message>
        <message>
            <source>%1 free on the disk of %2, less than the reserve of %3</source>
            <translation>%2 所在磁盘只剩 %1，少于预留的 %3</translation>
        </message>
        <message>
            <source>A disk of the cache is full.</source>
            <translation>缓存所在的磁盘已满。</translation>
        </message>
        <message>
            <source>Free some space on it, or add a folder on another disk. The node goes on by itself.</source>
            <translation>请腾出一些空间，或添加另一磁盘上的文件夹。之后节点会自动继续。</translation>
        </message>
        <message>
            <source>%1 is not there</source>
            <translation>%1 不存在</translation>
        </message>
        <message>
            <source>A folder of the cache is missing.</source>
            <translation>缓存文件夹缺失。</translation>
        </message>
        <message>
            <source>Connect its disk, or choose another folder.</source>
            <translation>请连接它所在的磁盘，或另选文件夹。</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>A folder of the node cannot be written.</source>
            <translation>节点的文件夹无法写入。</translation>
        </message>
        <message>
            <source>Give your user the right to write there, or choose another folder.</source>
            <translation>请授予当前用户写入权限，或另选文件夹。</translation>
        </message>
        <message>
            <source>Another program listens on port %1</source>
            <translation>另一个程序正在监听端口 %1</translation>
        </message>
        <message>
            <source>The port is taken by another program.</source>
            <translation>端口被另一个程序占用。</translation>
        </message>
        <message>
            <source>Choose another port, or stop that program.</source>
            <translation>请另选端口，或停止该程序。</translation>
        </message>
        <message>
            <source>Your user may not listen on port %1</source>
            <translation>当前用户无权监听端口 %1</translation>
        </message>
        <message>
            <source>The port is not allowed to you.</source>
            <translation>您无权使用该端口。</translation>
        </message>
        <message>
            <source>Choose a port above 1023.</source>
            <translation>请选择大于 1023 的端口。</translation>
        </message>
        <message>
            <source>Nothing answers on port %1 of this computer</source>
            <translation>本机端口 %1 没有应答</translation>
        </message>
        <message>
            <source>The node does not answer on its own port.</source>
            <translation>节点在自己的端口上没有应答。</translation>
        </message>
        <message>
            <source>A firewall on this computer may block it: allow Meson Miner there.</source>
            <translation>可能被本机防火墙拦截：请在防火墙中允许 Meson Miner。</translation>
        </message>
        <message>
            <source>The node cannot run.</source>
            <translation>节点无法运行。</translation>
        </message>
        <message>
            <source>Mend what it says; it is tried again by itself.</source>
            <translation>请按提示排除问题；之后会自动重试。</translation>
        </message>
        <message>
            <source>It has not been set up</source>
            <translation>尚未设置</translation>
        </message>
        <message>
            <source>The node is not set up yet.</source>
            <translation>节点尚未设置。</translation>
        </message>
        <message>
            <source>Answer the first questions: it takes a minute.</source>
            <translation>回答几个初始问题即可，只需一分钟。</translation>
        </message>
        <message>
            <source>The Router cannot reach this node from outside.</source>
            <translation>路由器无法从外部连到本节点。</translation>
        </message>
        <message>
            <source>Pass the port on in your home router, and allow it in the firewall. Without that no viewer is sent here.</source>
            <translation>请在家用路由器上设置端口转发，并在防火墙中放行。否则不会有观众被引到这里。</translation>
        </message>
        <message>
            <source>Silent for %1. %2</source>
            <translation>已有 %1没有应答。%2</translation>
        </message>
        <message>
            <source>The network does not answer.</source>
            <translation>网络没有应答。</translation>
        </message>
        <message>
            <source>Check your connection to the internet and the address of the network. It is tried again by itself.</source>
            <translation>请检查互联网连接和网络地址。系统会自动重试。</translation>
        </message>
        <message>
            <source>The node is paused.</source>
            <translation>节点已暂停。</translation>
        </message>
        <message>
            <source>Resume it when you like.</source>
            <translation>您可以随时恢复。</translation>
        </message>
        <message>
            <source>It goes on by itself when the rule allows it. The rules are yours to change.</source>
            <translation>规则允许时会自动继续。您可以更改这些规则。</translation>
        </message>
        <message>
            <source>No object is stored here yet</source>
            <translation>这里还没有存储任何对象</translation>
        </message>
        <message>
            <source>The network has not asked this node to keep anything yet.</source>
            <translation>网络尚未要求本节点保存任何内容。</translation>
        </message>
        <message>
            <source>Nothing is wrong here: leave it running. The Router chooses nodes with room, and with a good line, first.</source>
            <translation>一切正常：请让它继续运行。路由器优先选择空间充足、线路良好的节点。</translation>
        </message>
        <message>
            <source>Objects here: %1; nobody has asked for one in a day</source>
            <translation>这里有 %1 个对象；一天内无人请求</translation>
        </message>
        <message>
            <source>Viewers do not ask for what is stored here.</source>
            <translation>观众没有请求这里存储的内容。</translation>
        </message>
        <message>
            <source>Nothing is wrong here: leave it running. More space holds more of what is wanted.</source>
            <translation>一切正常：请让它继续运行。空间越大，能存下的热门内容越多。</translation>
        </message>
        <message>
            <source>The Router has lowered or stopped your rewards.</source>
            <translation>路由器降低或停止了您的奖励。</translation>
        </message>
        <message>
            <source>What it says above tells how that is mended; %1 of what is credited count now.</source>
            <translation>上面的说明告诉您如何补救；目前计入的流量有 %1 有效。</translation>
        </message>
        <message>
            <source>Clock</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>端口</translation>
        </message>
        <message>
            <source>Node</source>
            <translation>节点</translation>
        </message>
        <message>
            <source>From outside</source>
            <translation>外部连接</translation>
        </message>
        <message>
            <source>Contact with the Router</source>
            <translation>与路由器的联系</translation>
        </message>
        <message>
            <source>Pauses</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Demand</source>
            <translation>需求</translation>
        </message>
        <message>
            <source>Penalties</source>
            <translation>处罚</translation>
        </message>
        <message>
            <source>Open Storage</source>
            <translation>打开“存储”</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Open Settings</source>
            <translation>打开“设置”</translation>
        </message>
        <message>
            <source>Open Bandwidth</source>
            <translation>打开“带宽”</translation>
        </message>
        <message>
            <source>Open Activity</source>
            <translation>打开“活动”</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Start again</source>
            <translation>重新启动</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Set up</source>
            <translation>开始设置</translation>
        </message>
        <message>
            <source>Nothing is wrong: this node is ready to earn.</source>
            <translation>一切正常：本节点可以赚取收益。</translation>
        </message>
        <message>
            <source>Meson Miner, why am I not earning?</source>
            <translation>Meson Miner：为什么没有收益？</translation>
        </message>
        <message numerus="yes">
            <source>Nothing wrong was found; %n probe(s) could not be done.</source>
            <translation>
                <numerusform>未发现问题；有 %n 项无法检查。</numerusform>
            </translation>
        </message>
        <message>
            <source>Find out why</source>
            <translation>查找原因</translation>
        </message>
        <message>
            <source>Open Earnings</source>
            <translation>打开“收益”</translation>
        </message>
    </context>
    <context>
        <name>meson::bridge::Machines</name>
        <message>
            <source>Asking</source>
            <translation>正在询问</translation>
        </message>
        <message>
            <source>It was not heard of yet</source>
            <translation>尚未收到它的消息</translation>
        </message>
        <message>
            <source>Away</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>Revoked</source>
            <translation>已撤销</translation>
        </message>
        <message>
            <source>Other key</source>
            <translation>密钥不符</translation>
        </message>
        <message>
            <source>Not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>When it last answered: %1 (%2)</source>
            <translation>最后一次应答时：%1（%2）</translation>
        </message>
    </context>
    <context>
        <name>meson::bridge::Money</name>
        <message>
            <source>%1 tokens</source>
            <translation>%1 代币</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>代币</translation>
        </message>
    </context>
    <context>
        <name>meson::bridge::Notices</name>
        <message>
            <source>The disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>The disk cannot be written</source>
            <translation>磁盘无法写入</translation>
        </message>
        <message>
            <source>The disk is gone</source>
            <translation>磁盘不见了</translation>
        </message>
        <message numerus="yes">
            <source>%n more since the last notice</source>
            <translation>
                <numerusform>自上次通知以来另有 %n 条</numerusform>
            </translation>
        </message>
        <message>
            <source>The node has failed</source>
            <translation>节点出现故障</translation>
        </message>
        <message>
            <source>%1 It starts again by itself.</source>
            <translation>%1 节点会自动重新启动。</translation>
        </message>
        <message>
            <source>The network cannot be reached</source>
            <translation>无法连接网络</translation>
        </message>
        <message>
            <source>Nothing is served or earned until it is back. %1</source>
            <translation>恢复之前不提供服务，也没有收益。%1</translation>
        </message>
        <message>
            <source>Serving pauses until the month begins anew.</source>
            <translation>服务暂停，直到新的计费月开始。</translation>
        </message>
        <message>
            <source>The alternative limit holds from now on.</source>
            <translation>从现在起采用备用限速。</translation>
        </message>
        <message>
            <source>At 100 % serving pauses.</source>
            <translation>达到 100 % 时暂停服务。</translation>
        </message>
        <message>
            <source>%1 % of the month's traffic are used</source>
            <translation>本月流量已用 %1 %</translation>
        </message>
        <message>
            <source>A part of what was served earns nothing</source>
            <translation>部分已提供的流量没有收益</translation>
        </message>
        <message>
            <source>Earned</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>%1 tokens (DEMO)</source>
            <translation>%1 代币（演示）</translation>
        </message>
        <message>
            <source>%1 tokens</source>
            <translation>%1 代币</translation>
        </message>
    </context>
    <context>
        <name>meson::pages</name>
        <message>
            <source>%1 could not be written: %2</source>
            <translation>无法写入 %1：%2</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Like the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Closing the window</source>
            <translation>关闭窗口时</translation>
        </message>
        <message>
            <source>Ask</source>
            <translation>询问</translation>
        </message>
        <message>
            <source>Keep running in the tray</source>
            <translation>在托盘中继续运行</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Where there is no tray, closing always quits.</source>
            <translation>没有托盘时，关闭窗口即退出。</translation>
        </message>
        <message>
            <source>Start when I log in</source>
            <translation>登录时启动</translation>
        </message>
        <message>
            <source>A node that is there earns; the Router trusts those that stay.</source>
            <translation>在线的节点才有收益；路由器信任长期在线的节点。</translation>
        </message>
        <message>
            <source>Start without a window</source>
            <translation>启动时不显示窗口</translation>
        </message>
        <message>
            <source>When started at login: only the icon in the tray, where there is one.</source>
            <translation>登录时启动后：如有托盘，只显示托盘图标。</translation>
        </message>
        <message>
            <source>Keep the computer awake</source>
            <translation>保持电脑唤醒</translation>
        </message>
        <message>
            <source>While it serves, the computer does not fall asleep by itself. The screen still may. A change starts the node anew.</source>
            <translation>提供服务期间，电脑不会自动睡眠；屏幕仍可关闭。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>高对比度</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>文字大小</translation>
        </message>
        <message>
            <source>Rates in</source>
            <translation>速率单位</translation>
        </message>
        <message>
            <source>Bits per second (Mbit/s)</source>
            <translation>比特每秒（Mbit/s）</translation>
        </message>
        <message>
            <source>Bytes per second (MB/s)</source>
            <translation>字节每秒（MB/s）</translation>
        </message>
        <message>
            <source>Tray icon</source>
            <translation>托盘图标</translation>
        </message>
        <message>
            <source>In colour</source>
            <translation>彩色</translation>
        </message>
        <message>
            <source>Dark, for light panels</source>
            <translation>深色，适合浅色面板</translation>
        </message>
        <message>
            <source>Light, for dark panels</source>
            <translation>浅色，适合深色面板</translation>
        </message>
        <message>
            <source>Name of this node</source>
            <translation>节点名称</translation>
        </message>
        <message>
            <source>For people only; the Router shows it.</source>
            <translation>仅供人辨认，路由器会显示它。</translation>
        </message>
        <message>
            <source>Payout address</source>
            <translation>收款地址</translation>
        </message>
        <message>
            <source>Where what you earned is to be paid: an Ethereum address that only you have the key of.</source>
            <translation>收益支付到此处：只有您持有私钥的以太坊地址。</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <source>Of the prices below. Prices stay on this computer and only serve to show what is left of what you earn.</source>
            <translation>用于以下价格。价格只保存在本机，仅用来显示扣除成本后的收益。</translation>
        </message>
        <message>
            <source>Worth of a token</source>
            <translation>代币价格</translation>
        </message>
        <message>
            <source>Show earnings in</source>
            <translation>收益显示为</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>代币</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>两者</translation>
        </message>
        <message>
            <source>Electricity</source>
            <translation>电费</translation>
        </message>
        <message>
            <source>per kWh</source>
            <translation>每 kWh</translation>
        </message>
        <message>
            <source>Extra power</source>
            <translation>额外功率</translation>
        </message>
        <message>
            <source>What the computer draws more because of the node.</source>
            <translation>电脑因运行节点而多消耗的功率。</translation>
        </message>
        <message>
            <source>Traffic</source>
            <translation>流量</translation>
        </message>
        <message>
            <source>per GB</source>
            <translation>每 GB</translation>
        </message>
        <message>
            <source>Folders and sizes</source>
            <translation>文件夹与容量</translation>
        </message>
        <message>
            <source>Which disks hold the cache, and how much of each.</source>
            <translation>缓存放在哪些磁盘上，各占多少。</translation>
        </message>
        <message>
            <source>Memory for hot objects</source>
            <translation>热门对象的内存</translation>
        </message>
        <message>
            <source>MiB</source>
            <translation>MiB</translation>
        </message>
        <message>
            <source>What is asked for most stays in memory. A change starts the node anew.</source>
            <translation>最常被请求的内容留在内存中。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Checking of the disk</source>
            <translation>磁盘检查</translation>
        </message>
        <message>
            <source>MB/s</source>
            <translation>MB/s</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>How fast what is cached is read through for damage, all the time. A change starts the node anew.</source>
            <translation>持续通读缓存以发现损坏的速度。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Refused sites</source>
            <translation>拒绝的网站</translation>
        </message>
        <message>
            <source>Content of these domains is never cached here; what there is of it is deleted at once.</source>
            <translation>这些域名的内容不会缓存在此；已有的立即删除。</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>The demo on this computer, or a network of others.</source>
            <translation>本机上的演示网络，或他人的网络。</translation>
        </message>
        <message>
            <source>Router</source>
            <translation>路由器</translation>
        </message>
        <message>
            <source>Port for viewers</source>
            <translation>观众访问的端口</translation>
        </message>
        <message>
            <source>Any free one</source>
            <translation>任意空闲端口</translation>
        </message>
        <message>
            <source>A fixed one is easier to open in a home router. A change starts the node anew.</source>
            <translation>固定端口更便于在家用路由器上开放。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Ask the home router to pass the port on</source>
            <translation>请家用路由器转发端口</translation>
        </message>
        <message>
            <source>By NAT-PMP or UPnP. A change starts the node anew.</source>
            <translation>通过 NAT-PMP 或 UPnP。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Addresses for viewers</source>
            <translation>供观众访问的地址</translation>
        </message>
        <message>
            <source>What the Router sends viewers to, separated by commas. Empty: the address that the Router sees. A change starts the node anew.</source>
            <translation>路由器把观众引向这些地址，以逗号分隔。留空：路由器看到的地址。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Certificates to trust</source>
            <translation>信任的证书</translation>
        </message>
        <message>
            <source>A PEM file for a Router with a certificate of its own. Empty: the system's. A change starts the node anew.</source>
            <translation>供使用自有证书的路由器的 PEM 文件。留空：使用系统证书。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Most connections</source>
            <translation>最多连接数</translation>
        </message>
        <message>
            <source>Of viewers at the same time, 1 to 1,000,000. A change starts the node anew.</source>
            <translation>同时连接的观众数，1 至 1,000,000。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Serving threads</source>
            <translation>服务线程</translation>
        </message>
        <message>
            <source>1 to 64; one is enough for several hundred Mbit/s. A change starts the node anew.</source>
            <translation>1 至 64；一个线程足以应付数百 Mbit/s。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>Fetches at a time</source>
            <translation>同时获取数</translation>
        </message>
        <message>
            <source>How many objects are taken into the cache at the same time, 1 to 64. A change starts the node anew.</source>
            <translation>同时取入缓存的对象数，1 至 64。更改后节点会重新启动。</translation>
        </message>
        <message>
            <source>No limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>Most upload</source>
            <translation>最大上传</translation>
        </message>
        <message>
            <source>Over any ten seconds, in force at once.</source>
            <translation>按任意十秒计算，立即生效。</translation>
        </message>
        <message>
            <source>Alternative limit</source>
            <translation>备用限速</translation>
        </message>
        <message>
            <source>The second, lower limit: in the limited hours of your week, and by the switch.</source>
            <translation>第二个较低的限速：在您一周的限速时段内，或通过开关启用。</translation>
        </message>
        <message>
            <source>Keep to the alternative limit now</source>
            <translation>现在采用备用限速</translation>
        </message>
        <message>
            <source>Your week</source>
            <translation>您的一周</translation>
        </message>
        <message>
            <source>Hours in which the node serves fully, with the alternative limit, or not at all.</source>
            <translation>节点全速服务、限速服务或不服务的时段。</translation>
        </message>
        <message>
            <source>Traffic in a month</source>
            <translation>每月流量</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>Served and fetched. From 95 % on the alternative limit holds, at 100 % serving pauses until the month begins anew.</source>
            <translation>包括提供和获取的流量。达到 95 % 起采用备用限速，达到 100 % 时暂停服务，直到新的计费月开始。</translation>
        </message>
        <message>
            <source>The month begins on day</source>
            <translation>每月起始日</translation>
        </message>
        <message>
            <source>Pause on a metered connection</source>
            <translation>使用按流量计费的连接时暂停</translation>
        </message>
        <message>
            <source>Pause on battery</source>
            <translation>使用电池时暂停</translation>
        </message>
        <message>
            <source>Pause above</source>
            <translation>高于此温度时暂停</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>从不</translation>
        </message>
        <message>
            <source>When the processor gets hotter than this, serving rests until it has cooled by five degrees.</source>
            <translation>处理器温度超过此值时停止服务，直到降温五度。</translation>
        </message>
        <message>
            <source>Earnings</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>A period was accounted for: what it came to. At most hourly.</source>
            <translation>一个结算周期已入账：金额多少。最多每小时一次。</translation>
        </message>
        <message>
            <source>Penalties</source>
            <translation>处罚</translation>
        </message>
        <message>
            <source>The Router took something off: what, and why.</source>
            <translation>路由器扣除了收益：扣了什么，为什么。</translation>
        </message>
        <message>
            <source>Not reachable</source>
            <translation>无法访问</translation>
        </message>
        <message>
            <source>Disks</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>A disk is full, read-only or gone.</source>
            <translation>磁盘已满、只读或不见了。</translation>
        </message>
        <message>
            <source>Monthly traffic</source>
            <translation>每月流量</translation>
        </message>
        <message>
            <source>80, 95 or 100 % of the month's traffic are used.</source>
            <translation>本月流量已用 80、95 或 100 %。</translation>
        </message>
        <message>
            <source>Failures</source>
            <translation>故障</translation>
        </message>
        <message>
            <source>The node failed; it starts again by itself.</source>
            <translation>节点出现故障；会自动重新启动。</translation>
        </message>
        <message>
            <source>The network has been away for a minute.</source>
            <translation>网络断开已达一分钟。</translation>
        </message>
        <message>
            <source>Not entered</source>
            <translation>未填写</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ActivityPage</name>
        <message>
            <source>Activity</source>
            <translation>动态</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>警报</translation>
        </message>
        <message>
            <source>What keeps this node from earning, or soon may, and still lasts. An alert goes by itself when its cause is mended.</source>
            <translation>正在妨碍或即将妨碍本节点获得收益、且仍在持续的问题。原因消除后，警报会自动消失。</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>What happened in the last 90 days, at most 20,000 rows. Equal events within ten minutes are one row with their sum.</source>
            <translation>最近 90 天发生的事情，最多 20,000 行。十分钟内相同的事件合并为一行并累计。</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Log by day</source>
            <translation>按日期排列的日志</translation>
        </message>
        <message>
            <source>Nothing to show</source>
            <translation>没有可显示的内容</translation>
        </message>
        <message>
            <source>Nothing has happened yet that these filters let through.</source>
            <translation>还没有符合这些筛选条件的事件。</translation>
        </message>
        <message>
            <source>Search in the details</source>
            <translation>在详情中搜索</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>严重程度</translation>
        </message>
        <message>
            <source>Everything</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Warnings and problems</source>
            <translation>警告和问题</translation>
        </message>
        <message>
            <source>Problems only</source>
            <translation>仅问题</translation>
        </message>
        <message>
            <source>Kind of event</source>
            <translation>事件类型</translation>
        </message>
        <message>
            <source>All kinds</source>
            <translation>所有类型</translation>
        </message>
        <message>
            <source>Nothing needs your attention.</source>
            <translation>没有需要您处理的事情。</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>忽略</translation>
        </message>
        <message>
            <source>Dismiss “%1”</source>
            <translation>忽略“%1”</translation>
        </message>
        <message>
            <source>Export the log</source>
            <translation>导出日志</translation>
        </message>
        <message>
            <source>Table (*.csv);;JSON (*.json)</source>
            <translation>表格 (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <source>alerts = events of this kind − those that ended or that you dismissed</source>
            <translation>警报 = 此类事件 − 已结束的或您已忽略的</translation>
        </message>
        <message>
            <source>times = events that the row stands for</source>
            <translation>次数 = 该行所代表的事件数</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::AttachDialog</name>
        <message>
            <source>Attach a machine</source>
            <translation>连接机器</translation>
        </message>
        <message>
            <source>Run "meson-network pair" on that machine and paste the line that it prints. It is good for 10 minutes, and for once.</source>
            <translation>在那台机器上运行“meson-network pair”，然后粘贴它输出的一行。该行 10 分钟内有效，只能使用一次。</translation>
        </message>
        <message>
            <source>Line of "meson-network pair"</source>
            <translation>“meson-network pair”输出的配对行</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Attach</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>The machine at %1 must show the key that this line names.</source>
            <translation>位于 %1 的机器必须出示此行所指的密钥。</translation>
        </message>
        <message>
            <source>Asking %1…</source>
            <translation>正在询问 %1…</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::BandwidthPage</name>
        <message>
            <source>Bandwidth</source>
            <translation>带宽</translation>
        </message>
        <message>
            <source>Traffic</source>
            <translation>流量</translation>
        </message>
        <message>
            <source>Served, average</source>
            <translation>已提供（平均）</translation>
        </message>
        <message>
            <source>Served, peak</source>
            <translation>已提供（峰值）</translation>
        </message>
        <message>
            <source>Fetched, average</source>
            <translation>已获取（平均）</translation>
        </message>
        <message>
            <source>bytes of the last 10 s ÷ 10 s × 8; longer stretches show their average and peak</source>
            <translation>最近 10 秒的字节数 ÷ 10 秒 × 8；更长的时段显示平均值和峰值</translation>
        </message>
        <message>
            <source>Week</source>
            <translation>一周计划</translation>
        </message>
        <message>
            <source>What the node may do in each half hour, by this computer's clock. Full uses the limit, Limited the alternative limit, Paused sends viewers to other nodes. When the clock changes for summer, a half hour that is skipped is skipped, and one that comes twice counts twice.</source>
            <translation>节点在每个半小时内可以做什么，以本机时钟为准。“全速”使用限速，“受限”使用备用限速，“暂停”把观众交给其他节点。夏令时切换时，被跳过的半小时不计，重复的半小时计两次。</translation>
        </message>
        <message>
            <source>Limit now: %1</source>
            <translation>当前限速：%1</translation>
        </message>
        <message>
            <source>Served is all that leaves for viewers, with heads and encryption, as the limit counts it. Fetched is what comes in to fill the cache. Shaded is the time in which the node was paused.</source>
            <translation>“提供”是发往观众的全部数据，包括报文头和加密，与限速的计法相同。“获取”是为填充缓存而下载的数据。阴影部分是节点暂停的时间。</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>7 days × 48 half hours</source>
            <translation>7 天 × 48 个半小时</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::BenchmarkCard</name>
        <message>
            <source>%1 a second</source>
            <translation>每秒 %1 次</translation>
        </message>
        <message>
            <source>Writing to the disk and reading back…</source>
            <translation>正在写入磁盘并读回…</translation>
        </message>
        <message>
            <source>Comparing checksums…</source>
            <translation>正在比对校验和…</translation>
        </message>
        <message>
            <source>Encrypting…</source>
            <translation>正在加密…</translation>
        </message>
        <message>
            <source>Signing…</source>
            <translation>正在签名…</translation>
        </message>
        <message>
            <source>the disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>comparing checksums</source>
            <translation>校验和比对</translation>
        </message>
        <message>
            <source>encryption</source>
            <translation>加密</translation>
        </message>
        <message>
            <source>How fast it is</source>
            <translation>速度如何</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Enough for</source>
            <translation>足以应付</translation>
        </message>
        <message>
            <source>Measured speeds</source>
            <translation>测得的速度</translation>
        </message>
        <message>
            <source>Earlier</source>
            <translation>历史记录</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Disk reads</source>
            <translation>磁盘读取</translation>
        </message>
        <message>
            <source>Checksums</source>
            <translation>校验和</translation>
        </message>
        <message>
            <source>Encryption</source>
            <translation>加密</translation>
        </message>
        <message>
            <source>Earlier measurements</source>
            <translation>以往的测量</translation>
        </message>
        <message>
            <source>64 MB are written to the cache's disk and read back past the system's memory; then one processor compares checksums, encrypts and signs for a second each. It takes ten seconds at most, and serving goes on.</source>
            <translation>向缓存所在磁盘写入 64 MB，并绕过系统内存读回；然后用一个处理器核心分别进行校验、加密和签名各一秒。最多十秒，期间照常提供服务。</translation>
        </message>
        <message>
            <source>12.5 MB/s keep a line of 100 Mbit/s busy, 125 MB/s one of 1 Gbit/s. A new viewer over TLS costs one signature.</source>
            <translation>12.5 MB/s 可占满 100 Mbit/s 的线路，125 MB/s 可占满 1 Gbit/s 的线路。每位通过 TLS 新来的观众需要一次签名。</translation>
        </message>
        <message>
            <source>Measure how fast this computer is</source>
            <translation>测量这台计算机的速度</translation>
        </message>
        <message>
            <source>Cancel measuring</source>
            <translation>取消测量</translation>
        </message>
        <message>
            <source>Nothing has been measured yet. It takes ten seconds at most.</source>
            <translation>尚未测量。最多需要十秒。</translation>
        </message>
        <message>
            <source>Fills a line of %1; %2 is the narrowest part.</source>
            <translation>可占满 %1 的线路；瓶颈是%2。</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>未测量</translation>
        </message>
        <message>
            <source>the disk had no room</source>
            <translation>磁盘空间不足</translation>
        </message>
        <message>
            <source>Disk writes</source>
            <translation>磁盘写入</translation>
        </message>
        <message>
            <source>Signatures</source>
            <translation>签名</translation>
        </message>
        <message>
            <source>less than 100 Mbit/s</source>
            <translation>不足 100 Mbit/s</translation>
        </message>
        <message>
            <source>a line of 100 Mbit/s</source>
            <translation>100 Mbit/s 的线路</translation>
        </message>
        <message>
            <source>a line of 1 Gbit/s</source>
            <translation>1 Gbit/s 的线路</translation>
        </message>
        <message>
            <source>less than 100 viewers/s</source>
            <translation>每秒不足 100 位观众</translation>
        </message>
        <message>
            <source>100 new viewers/s</source>
            <translation>每秒 100 位新观众</translation>
        </message>
        <message>
            <source>1000 new viewers/s</source>
            <translation>每秒 1000 位新观众</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ChangesDialog</name>
        <message>
            <source>Setting</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>Then</source>
            <translation>之后</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>应用</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::CheckCard</name>
        <message>
            <source>The Router's signature</source>
            <translation>路由器的签名</translation>
        </message>
        <message>
            <source>Number of receipts</source>
            <translation>回执数量</translation>
        </message>
        <message>
            <source>Stated bytes</source>
            <translation>申报字节</translation>
        </message>
        <message>
            <source>Held bytes</source>
            <translation>暂扣字节</translation>
        </message>
        <message>
            <source>Credited bytes</source>
            <translation>入账字节</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Earned by serving</source>
            <translation>服务收益</translation>
        </message>
        <message>
            <source>Earned by standing ready</source>
            <translation>待命收益</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>余额</translation>
        </message>
        <message>
            <source>Held at first, then credited: something else vouched for it</source>
            <translation>先暂扣、后入账：有其他依据佐证</translation>
        </message>
        <message>
            <source>Above a viewer network's quota, and nothing else vouched for it</source>
            <translation>超出某个观众网络的配额，且没有其他依据佐证</translation>
        </message>
        <message>
            <source>Stated beyond what the Router had issued</source>
            <translation>申报量超出路由器签发的量</translation>
        </message>
        <message>
            <source>Sent so late that the Router may know the tokens no more</source>
            <translation>提交太晚，路由器可能已不再保留对应的令牌</translation>
        </message>
        <message>
            <source>Does not count because of the quality; each statement says why</source>
            <translation>因质量不足而不计入；每份账单都说明原因</translation>
        </message>
        <message>
            <source>What rounding left over</source>
            <translation>舍入的余数</translation>
        </message>
        <message>
            <source>This folder did not see that period's receipts</source>
            <translation>此文件夹没有该周期的回执</translation>
        </message>
        <message>
            <source>The statement before this one is not kept here</source>
            <translation>这里没有保留前一份账单</translation>
        </message>
        <message>
            <source>%1 tokens</source>
            <translation>%1 代币</translation>
        </message>
        <message>
            <source>valid</source>
            <translation>有效</translation>
        </message>
        <message>
            <source>not valid</source>
            <translation>无效</translation>
        </message>
        <message>
            <source>%1 B</source>
            <translation>%1 B</translation>
        </message>
        <message>
            <source>Does it add up?</source>
            <translation>账目对得上吗？</translation>
        </message>
        <message>
            <source>Every figure of every statement kept here can be computed again on this computer, from this node's own receipts to the balance.</source>
            <translation>这里保留的每份账单的每个数字，都可以在这台电脑上重新计算：从本节点自己的回执一直到余额。</translation>
        </message>
        <message>
            <source>Computes signature, receipts, bytes, weight, shares and balance again and compares each with what the Router signed. A difference is either explained by a rule that the statement itself proves, or reported as unexplained.</source>
            <translation>重新计算签名、回执、字节、权重、份额和余额，并逐项与路由器签名的内容比较。差异要么由账单本身可证明的规则解释，要么报告为无法解释。</translation>
        </message>
        <message>
            <source>Credited = least of issued and stated. Weight = credited × quality. Serving = 99 % of the emission × weight ÷ all weights. Standby = 1 % × your seconds ÷ all seconds. Balance = balance before + serving + standby.</source>
            <translation>入账 = 签发与申报中的较小者。权重 = 入账 × 质量。服务 = 发行量的 99 % × 权重 ÷ 全部权重。待命 = 1 % × 您的秒数 ÷ 全部秒数。余额 = 之前的余额 + 服务 + 待命。</translation>
        </message>
        <message>
            <source>Check every figure</source>
            <translation>核对每个数字</translation>
        </message>
        <message>
            <source>Result of the check</source>
            <translation>核对结果</translation>
        </message>
        <message>
            <source>Figure</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>The same</source>
            <translation>一致</translation>
        </message>
        <message>
            <source>Explained</source>
            <translation>已解释</translation>
        </message>
        <message>
            <source>Unexplained</source>
            <translation>无法解释</translation>
        </message>
        <message>
            <source>There is no statement to check yet.</source>
            <translation>还没有可核对的账单。</translation>
        </message>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n 份账单</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Everything adds up: %n figure(s) of %1 were computed again.</source>
            <translation>
                <numerusform>账目全部对得上：重新计算了 %1 中的 %n 个数字。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n figure(s) of %1 differ without an explanation. This node does not sign such statements; ask the Router's operator about them.</source>
            <translation>
                <numerusform>%1 中有 %n 个数字存在无法解释的差异。本节点不会会签这样的账单；请向路由器的运营者询问。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n time(s)</source>
            <translation>
                <numerusform>%n 次</numerusform>
            </translation>
        </message>
        <message>
            <source>%1: %2, %3 in all</source>
            <translation>%1：%2，共 %3</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>Period %1: the statement says %2, computed here %3</source>
            <translation>周期 %1：账单为 %2，本机算得 %3</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>还有 %n 项</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::pages::CostsCard</name>
        <message>
            <source>Prices and costs</source>
            <translation>价格与成本</translation>
        </message>
        <message>
            <source>You enter them, they stay on this computer, and nothing is fetched from anywhere. What is left out is not subtracted. How long the node ran and what it served and fetched comes from its own history, which reaches back 400 days.</source>
            <translation>由您填写，只保存在这台电脑上，不从任何地方获取。未填写的项目不会扣除。节点的运行时间以及提供和获取的数据量来自它自己最多 400 天的历史记录。</translation>
        </message>
        <message>
            <source>Net = earned × price of a token − power × hours × price per kWh − data × price per GB.</source>
            <translation>净收益 = 收益 × 代币价格 − 功率 × 小时 × 每千瓦时电价 − 数据量 × 每 GB 价格。</translation>
        </message>
        <message>
            <source>A token is worth</source>
            <translation>一个代币的价格</translation>
        </message>
        <message>
            <source>More power drawn because of the node</source>
            <translation>节点增加的功耗</translation>
        </message>
        <message>
            <source>Price of electricity</source>
            <translation>电价</translation>
        </message>
        <message>
            <source>Price of data, served and fetched</source>
            <translation>流量价格（提供和获取）</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <source>as EUR</source>
            <translation>例如 CNY</translation>
        </message>
        <message>
            <source>W</source>
            <translation>W</translation>
        </message>
        <message>
            <source>per kWh</source>
            <translation>每千瓦时</translation>
        </message>
        <message>
            <source>%1 per kWh</source>
            <translation>%1 / 千瓦时</translation>
        </message>
        <message>
            <source>per GB</source>
            <translation>每 GB</translation>
        </message>
        <message>
            <source>%1 per GB</source>
            <translation>%1 / GB</translation>
        </message>
        <message>
            <source>Electricity: %1</source>
            <translation>电费：%1</translation>
        </message>
        <message>
            <source>Data: %1</source>
            <translation>流量费：%1</translation>
        </message>
        <message>
            <source>Earned %1, net %2</source>
            <translation>收益 %1，净收益 %2</translation>
        </message>
        <message>
            <source>Enter a currency and what a token is worth to see earnings in money.</source>
            <translation>填写货币和代币价格，即可按货币查看收益。</translation>
        </message>
        <message>
            <source>In the time shown the node ran %1 and served and fetched %2.</source>
            <translation>在所示时间内，节点运行了 %1，提供和获取了 %2。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::CreditTable</name>
        <message>
            <source>Serving</source>
            <translation>服务</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>待命</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Period</source>
            <translation>周期</translation>
        </message>
        <message>
            <source>Entry</source>
            <translation>条目</translation>
        </message>
        <message>
            <source>Amount, %1</source>
            <translation>金额（%1）</translation>
        </message>
        <message>
            <source>Balance, %1</source>
            <translation>余额（%1）</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::DoctorPage</name>
        <message>
            <source>Why am I not earning?</source>
            <translation>为什么没有收益？</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>重新检查</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>复制报告</translation>
        </message>
        <message>
            <source>What earning needs</source>
            <translation>获得收益的条件</translation>
        </message>
        <message>
            <source>Each is tried out or measured now, in this order: first this computer, then the way to the network, then what the network wants. The first that fails is the one to mend; what comes after it may only follow from it.</source>
            <translation>每一项都会依次当场试验或测量：先是这台计算机，然后是通往网络的线路，最后是网络的需求。请先解决第一个出问题的项目；其后的问题可能只是由它引起的。</translation>
        </message>
        <message>
            <source>Clock: at most 60 s from Router time. Disk: free space above the reserve. Folders: 64 KB written, synced and read back. From outside: the Router connects anew.</source>
            <translation>时钟：与路由器时间相差不超过 60 秒。磁盘：剩余空间多于预留。文件夹：写入 64 KB，落盘后读回。外部连接：路由器重新连入一次。</translation>
        </message>
        <message>
            <source>Looking for what keeps this node from earning…</source>
            <translation>正在查找妨碍本节点获得收益的原因…</translation>
        </message>
        <message>
            <source>%1 of %2: %3</source>
            <translation>%1/%2：%3</translation>
        </message>
        <message>
            <source>Rewards come at the end of an accounting period in which this node served or stood ready.</source>
            <translation>本节点提供服务或待命的结算期结束时，会发放奖励。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EarningsPage</name>
        <message>
            <source>Earnings</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>Amounts in</source>
            <translation>金额单位</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>代币</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>两者</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>DEMO</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>Earned</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>Rewards of the accounting periods that ended in this time.</source>
            <translation>这段时间内结束的结算周期的奖励。</translation>
        </message>
        <message>
            <source>Sum of serving and standby over the signed statements.</source>
            <translation>已签名账单中服务与待命奖励之和。</translation>
        </message>
        <message>
            <source>On average</source>
            <translation>平均</translation>
        </message>
        <message>
            <source>What was earned, spread over the time of it.</source>
            <translation>收益按其所用时间平均。</translation>
        </message>
        <message>
            <source>Earned ÷ time from the first of these statements, or the beginning of the time shown, until now.</source>
            <translation>收益 ÷ 从其中第一份账单（或所示时间的起点）到现在的时间。</translation>
        </message>
        <message>
            <source>Outlook</source>
            <translation>展望</translation>
        </message>
        <message>
            <source>What the node's own past suggests: from the average of its weaker half to that of its stronger half. An hour ahead from ten minutes on, a day from six hours on, 30 days from three days on.</source>
            <translation>依据节点自己的过去：从较弱一半时段的平均值到较强一半时段的平均值。满十分钟后展望一小时，满六小时后展望一天，满三天后展望 30 天。</translation>
        </message>
        <message>
            <source>The statements of at most 30 days in twelve stretches; time without a statement counts.</source>
            <translation>最多 30 天的账单分为十二段；没有账单的时间也计算在内。</translation>
        </message>
        <message>
            <source>Lost to penalties</source>
            <translation>因处罚损失</translation>
        </message>
        <message>
            <source>What full quality would have earned more. It was never paid and is not subtracted from what was earned.</source>
            <translation>质量满分时本可多得的部分。它从未支付，也不从收益中扣除。</translation>
        </message>
        <message>
            <source>Emission for serving × credited ÷ (all weights − yours + credited) − serving, and likewise for standby where quality was 0.</source>
            <translation>服务发行量 × 入账 ÷（全部权重 − 您的权重 + 入账）− 服务；质量为 0 时待命同理。</translation>
        </message>
        <message>
            <source>Not settled yet</source>
            <translation>尚未结算</translation>
        </message>
        <message>
            <source>Credited for receipts of periods whose statement has not come. What it earns depends on what all others serve in the same period.</source>
            <translation>账单尚未到来的周期中，回执已入账的字节。能得多少取决于同一周期内其他所有节点的服务量。</translation>
        </message>
        <message>
            <source>Sum of the credits that acknowledged this node's receipts.</source>
            <translation>确认本节点回执时的入账之和。</translation>
        </message>
        <message>
            <source>Net</source>
            <translation>净收益</translation>
        </message>
        <message>
            <source>What remains in money after electricity and data.</source>
            <translation>扣除电费和流量费后的货币金额。</translation>
        </message>
        <message>
            <source>Earned × price of a token − electricity − data, of the time shown.</source>
            <translation>所示时间内：收益 × 代币价格 − 电费 − 流量费。</translation>
        </message>
        <message>
            <source>By time and source</source>
            <translation>按时间和来源</translation>
        </message>
        <message>
            <source>Serving: the share for what was delivered. Standby: the small share for standing ready by day and night. Below the line: what penalties kept from being earned.</source>
            <translation>服务：按交付量分得的份额。待命：日夜待命的小额份额。横线以下：因处罚而未能获得的部分。</translation>
        </message>
        <message>
            <source>An accounting period counts when it ended.</source>
            <translation>结算周期按其结束时间计入。</translation>
        </message>
        <message>
            <source>Time span</source>
            <translation>时间范围</translation>
        </message>
        <message>
            <source>1 D</source>
            <translation>1 天</translation>
        </message>
        <message>
            <source>7 D</source>
            <translation>7 天</translation>
        </message>
        <message>
            <source>1 M</source>
            <translation>1 个月</translation>
        </message>
        <message>
            <source>3 M</source>
            <translation>3 个月</translation>
        </message>
        <message>
            <source>1 Y</source>
            <translation>1 年</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Shown as</source>
            <translation>显示为</translation>
        </message>
        <message>
            <source>Graph</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表格</translation>
        </message>
        <message>
            <source>Earnings by source</source>
            <translation>按来源的收益</translation>
        </message>
        <message>
            <source>Earnings as a table</source>
            <translation>收益表格</translation>
        </message>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n 份账单</numerusform>
            </translation>
        </message>
        <message>
            <source>No penalty in this time</source>
            <translation>这段时间没有处罚</translation>
        </message>
        <message>
            <source>against the time before</source>
            <translation>与前一时段相比</translation>
        </message>
        <message>
            <source>an hour, over %1</source>
            <translation>每小时，统计 %1</translation>
        </message>
        <message>
            <source>a day, over %1</source>
            <translation>每天，统计 %1</translation>
        </message>
        <message>
            <source>%1 – %2</source>
            <translation>%1 – %2</translation>
        </message>
        <message numerus="yes">
            <source>credited for %n receipt(s)</source>
            <translation>
                <numerusform>%n 份回执已入账</numerusform>
            </translation>
        </message>
        <message>
            <source>Amounts in %1.</source>
            <translation>金额单位：%1。</translation>
        </message>
        <message>
            <source>Statements from before %1 are no longer kept here; with them %2 were earned.</source>
            <translation>%1 之前的账单已不在此保留；它们共带来 %2。</translation>
        </message>
        <message numerus="yes">
            <source>%n statement(s) of this time are not valid and do not count.</source>
            <translation>
                <numerusform>这段时间有 %n 份账单无效，不计入。</numerusform>
            </translation>
        </message>
        <message>
            <source>Needs the price of a token, below</source>
            <translation>需要在下方填写代币价格</translation>
        </message>
        <message>
            <source>electricity %1</source>
            <translation>电费 %1</translation>
        </message>
        <message>
            <source>data %1</source>
            <translation>流量费 %1</translation>
        </message>
        <message>
            <source>No costs were entered</source>
            <translation>未填写成本</translation>
        </message>
        <message>
            <source>after %1</source>
            <translation>已扣除%1</translation>
        </message>
        <message>
            <source>Export the earnings</source>
            <translation>导出收益</translation>
        </message>
        <message>
            <source>Table (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EarningsTable</name>
        <message>
            <source>Not valid</source>
            <translation>无效</translation>
        </message>
        <message>
            <source>Signed, agreed</source>
            <translation>已签名，已会签</translation>
        </message>
        <message>
            <source>Signed</source>
            <translation>已签名</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message numerus="yes">
            <source>%n statement(s)</source>
            <translation>
                <numerusform>%n 份账单</numerusform>
            </translation>
        </message>
        <message>
            <source>Period %1, until %2</source>
            <translation>周期 %1，至 %2</translation>
        </message>
        <message>
            <source>Sum</source>
            <translation>合计</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Credited</source>
            <translation>入账</translation>
        </message>
        <message>
            <source>Serving</source>
            <translation>服务</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>待命</translation>
        </message>
        <message>
            <source>Lost to penalties</source>
            <translation>因处罚损失</translation>
        </message>
        <message>
            <source>Earned</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>账单</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EventLog</name>
        <message>
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>Yesterday</source>
            <translation>昨天</translation>
        </message>
        <message>
            <source>×%1</source>
            <translation>×%1</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>详情</translation>
        </message>
        <message>
            <source>Times</source>
            <translation>次数</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::Events</name>
        <message>
            <source>Objects: %1</source>
            <translation>对象：%1</translation>
        </message>
        <message>
            <source>Checks: %1</source>
            <translation>检查：%1</translation>
        </message>
        <message>
            <source>Attempts: %1</source>
            <translation>尝试：%1</translation>
        </message>
        <message>
            <source>%1 ahead</source>
            <translation>快了 %1</translation>
        </message>
        <message>
            <source>%1 behind</source>
            <translation>慢了 %1</translation>
        </message>
        <message>
            <source>Nothing is served or earned while this lasts.</source>
            <translation>在此期间不提供服务，也没有收益。</translation>
        </message>
        <message>
            <source>The objects were dropped and are not served any more; repeated damage lowers the node's standing.</source>
            <translation>这些对象已被丢弃，不再提供；反复损坏会降低节点的信誉。</translation>
        </message>
        <message>
            <source>No new objects are taken; what is cached is still served.</source>
            <translation>不再接收新对象；已缓存的内容仍会提供。</translation>
        </message>
        <message>
            <source>What is cached is served, but nothing is added or removed.</source>
            <translation>已缓存的内容仍会提供，但不会增加或删除。</translation>
        </message>
        <message>
            <source>What lies there cannot be served and earns nothing.</source>
            <translation>那里的内容无法提供，也没有收益。</translation>
        </message>
        <message>
            <source>Earnings are not touched: the node follows the Router's time. Schedule and month follow this computer's.</source>
            <translation>收益不受影响：节点以路由器的时间为准。计划和月份以本机时间为准。</translation>
        </message>
        <message>
            <source>From 95 % the alternative limit holds, at 100 % serving pauses.</source>
            <translation>达到 95 % 时启用备用限速，达到 100 % 时暂停服务。</translation>
        </message>
        <message>
            <source>A part of what was served earns nothing.</source>
            <translation>已服务的一部分没有收益。</translation>
        </message>
        <message>
            <source>Earnings are not touched; older figures are missing here.</source>
            <translation>收益不受影响；这里缺少较早的数据。</translation>
        </message>
        <message>
            <source>What is cached is verified and listed again; until then no client is sent to it.</source>
            <translation>缓存的内容会重新校验并列出；在此之前不会有客户端被引导过来。</translation>
        </message>
        <message>
            <source>The node starts again by itself. If it keeps failing, mend what the message names.</source>
            <translation>节点会自动重新启动。如果一直失败，请修复消息中指出的问题。</translation>
        </message>
        <message>
            <source>Check this computer's internet connection; the node keeps trying.</source>
            <translation>请检查本机的网络连接；节点会继续尝试。</translation>
        </message>
        <message>
            <source>Open the port: the Bandwidth page says how.</source>
            <translation>请开放端口：“带宽”页面有说明。</translation>
        </message>
        <message>
            <source>Check the disk; if this goes on, move the cache to another one.</source>
            <translation>请检查磁盘；如果问题持续，请把缓存移到另一块磁盘。</translation>
        </message>
        <message>
            <source>Free space on the disk or give less of it on the Storage page.</source>
            <translation>请释放磁盘空间，或在“存储”页面减少提供的空间。</translation>
        </message>
        <message>
            <source>Make the folder writable again, or mount its disk anew.</source>
            <translation>请恢复文件夹的写入权限，或重新挂载磁盘。</translation>
        </message>
        <message>
            <source>Check the disk and its cable; the node takes it back by itself.</source>
            <translation>请检查磁盘及其连接线；节点会自动恢复使用。</translation>
        </message>
        <message>
            <source>Let the computer set its clock by the internet.</source>
            <translation>请让电脑通过网络自动校时。</translation>
        </message>
        <message>
            <source>Raise the cap or wait for the reset day, on the Bandwidth page.</source>
            <translation>请在“带宽”页面提高上限，或等待重置日。</translation>
        </message>
        <message>
            <source>Do what the Router asks for, then dismiss this.</source>
            <translation>请按路由器的要求处理，然后忽略此条。</translation>
        </message>
        <message>
            <source>The old file was kept; nothing needs to be done.</source>
            <translation>旧文件已保留；无需任何操作。</translation>
        </message>
        <message>
            <source>Check the disk if this happens again.</source>
            <translation>如果再次发生，请检查磁盘。</translation>
        </message>
        <message>
            <source>The Router's statement of account says which epoch and how much.</source>
            <translation>路由器的对账单会说明是哪个周期以及数额。</translation>
        </message>
        <message>
            <source>Node started</source>
            <translation>节点已启动</translation>
        </message>
        <message>
            <source>Node stopped</source>
            <translation>节点已停止</translation>
        </message>
        <message>
            <source>Node failed</source>
            <translation>节点出错</translation>
        </message>
        <message>
            <source>Connected to the Router</source>
            <translation>已连接到路由器</translation>
        </message>
        <message>
            <source>Router not reached</source>
            <translation>无法连接路由器</translation>
        </message>
        <message>
            <source>Reached from outside</source>
            <translation>可从外部访问</translation>
        </message>
        <message>
            <source>Not reached from outside</source>
            <translation>无法从外部访问</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Resumed</source>
            <translation>已恢复</translation>
        </message>
        <message>
            <source>Cached</source>
            <translation>已缓存</translation>
        </message>
        <message>
            <source>Removed to make room</source>
            <translation>为腾出空间而删除</translation>
        </message>
        <message>
            <source>Expired</source>
            <translation>已过期</translation>
        </message>
        <message>
            <source>Damaged on disk</source>
            <translation>磁盘上已损坏</translation>
        </message>
        <message>
            <source>Spot checks answered</source>
            <translation>已回答抽查</translation>
        </message>
        <message>
            <source>Traffic credited</source>
            <translation>流量已入账</translation>
        </message>
        <message>
            <source>Downloads failed</source>
            <translation>下载失败</translation>
        </message>
        <message>
            <source>Disk full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>Folder is read-only</source>
            <translation>文件夹只读</translation>
        </message>
        <message>
            <source>Disk gone</source>
            <translation>磁盘不可用</translation>
        </message>
        <message>
            <source>This computer's clock is wrong</source>
            <translation>本机时钟不准</translation>
        </message>
        <message>
            <source>Monthly cap</source>
            <translation>每月上限</translation>
        </message>
        <message>
            <source>Limits changed</source>
            <translation>限速已更改</translation>
        </message>
        <message>
            <source>Storage size changed</source>
            <translation>存储大小已更改</translation>
        </message>
        <message>
            <source>Setting changed</source>
            <translation>设置已更改</translation>
        </message>
        <message>
            <source>Message from the Router</source>
            <translation>来自路由器的消息</translation>
        </message>
        <message>
            <source>A file of records was damaged</source>
            <translation>记录文件已损坏</translation>
        </message>
        <message>
            <source>The content list was made anew</source>
            <translation>内容列表已重建</translation>
        </message>
        <message>
            <source>Penalty</source>
            <translation>处罚</translation>
        </message>
        <message>
            <source>%1 used</source>
            <translation>已用 %1</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::HardwarePage</name>
        <message>
            <source>not readable</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>ours %1</source>
            <translation>本程序 %1</translation>
        </message>
        <message>
            <source>Not readable on this system</source>
            <translation>此系统上无法读取</translation>
        </message>
        <message>
            <source>All programs: not readable. %1</source>
            <translation>全部程序：无法读取。%1</translation>
        </message>
        <message>
            <source>Hardware</source>
            <translation>硬件</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>How busy all processors are together, and how much of that is ours.</source>
            <translation>全部处理器的总体繁忙程度，以及其中本程序所占的部分。</translation>
        </message>
        <message>
            <source>time at work ÷ time passed × processors, over the last second</source>
            <translation>最近一秒内：工作时间 ÷（经过时间 × 处理器数）</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>What all programs hold so that no other could have it, and what this one holds of the computer's memory.</source>
            <translation>所有程序占用、其他程序无法使用的内存，以及本程序占用的内存。</translation>
        </message>
        <message>
            <source>Disks</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>What all programs read from and write to disks, and what this one does. What the system has in memory already is not read again and does not count.</source>
            <translation>所有程序对磁盘的读写，以及本程序的读写。系统已放在内存中的内容不会再次读取，也不计入。</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>What all programs send and receive over lines to other computers, and what the node serves and fetches, also on this computer.</source>
            <translation>所有程序与其他计算机之间收发的数据，以及本节点提供和获取的数据（包括在本机之内的）。</translation>
        </message>
        <message>
            <source>Temperature</source>
            <translation>温度</translation>
        </message>
        <message>
            <source>Of the processor's hottest sensor.</source>
            <translation>处理器最热的传感器的读数。</translation>
        </message>
        <message>
            <source>Battery</source>
            <translation>电池</translation>
        </message>
        <message>
            <source>Its charge, and where power comes from.</source>
            <translation>电量以及供电来源。</translation>
        </message>
        <message>
            <source>Shown over time</source>
            <translation>按时间显示</translation>
        </message>
        <message>
            <source>Nothing measured in this time</source>
            <translation>这段时间没有测量数据</translation>
        </message>
        <message>
            <source>Either the node did not run, or this system does not tell.</source>
            <translation>节点未运行，或此系统不提供该数据。</translation>
        </message>
        <message>
            <source>Processor over time</source>
            <translation>处理器走势</translation>
        </message>
        <message>
            <source>All programs</source>
            <translation>全部程序</translation>
        </message>
        <message>
            <source>Ours</source>
            <translation>本程序</translation>
        </message>
        <message>
            <source>Memory over time</source>
            <translation>内存走势</translation>
        </message>
        <message>
            <source>Disks over time</source>
            <translation>磁盘走势</translation>
        </message>
        <message>
            <source>All read</source>
            <translation>全部读取</translation>
        </message>
        <message>
            <source>All write</source>
            <translation>全部写入</translation>
        </message>
        <message>
            <source>We read</source>
            <translation>本程序读取</translation>
        </message>
        <message>
            <source>We write</source>
            <translation>本程序写入</translation>
        </message>
        <message>
            <source>Network over time</source>
            <translation>网络走势</translation>
        </message>
        <message>
            <source>All send</source>
            <translation>全部发送</translation>
        </message>
        <message>
            <source>All receive</source>
            <translation>全部接收</translation>
        </message>
        <message>
            <source>Served</source>
            <translation>提供</translation>
        </message>
        <message>
            <source>Fetched</source>
            <translation>获取</translation>
        </message>
        <message>
            <source>Temperature over time</source>
            <translation>温度走势</translation>
        </message>
        <message>
            <source>Battery over time</source>
            <translation>电池走势</translation>
        </message>
        <message>
            <source>Charge</source>
            <translation>电量</translation>
        </message>
        <message>
            <source>Share of the processors at work</source>
            <translation>处理器忙碌的比例</translation>
        </message>
        <message>
            <source>in use by all, ours %1</source>
            <translation>全部程序占用，本程序 %1</translation>
        </message>
        <message>
            <source>ours: read %1, written %2</source>
            <translation>本程序：读取 %1，写入 %2</translation>
        </message>
        <message>
            <source>ours: served %1, fetched %2</source>
            <translation>本程序：提供 %1，获取 %2</translation>
        </message>
        <message>
            <source>°C</source>
            <translation>°C</translation>
        </message>
        <message>
            <source>hottest sensor of the processor</source>
            <translation>处理器最热的传感器</translation>
        </message>
        <message>
            <source>source of power not readable</source>
            <translation>无法读取供电来源</translation>
        </message>
        <message>
            <source>on battery now</source>
            <translation>正在使用电池</translation>
        </message>
        <message>
            <source>on mains power now</source>
            <translation>正在使用外接电源</translation>
        </message>
        <message>
            <source>no battery that could be read; %1</source>
            <translation>没有可读取的电池；%1</translation>
        </message>
        <message>
            <source>all = memory − what is available at once; ours = resident memory</source>
            <translation>全部 = 内存总量 − 可立即使用的内存；本程序 = 常驻内存</translation>
        </message>
        <message>
            <source>bytes read + bytes written, of the last second</source>
            <translation>最近一秒读取的字节数 + 写入的字节数</translation>
        </message>
        <message>
            <source>all = bytes in + bytes out of the last second × 8; ours = bytes of the last 10 s ÷ 10 s × 8</source>
            <translation>全部 =（最近一秒收到 + 发出的字节数）× 8；本程序 = 最近 10 秒的字节数 ÷ 10 秒 × 8</translation>
        </message>
        <message>
            <source>the highest of what the processor's sensors report, once a second</source>
            <translation>处理器各传感器读数中的最高值，每秒一次</translation>
        </message>
        <message>
            <source>charge ÷ full charge, as the system reports it</source>
            <translation>当前电量 ÷ 充满时的电量，以系统报告为准</translation>
        </message>
        <message>
            <source>ours, within this computer: served %1, fetched %2</source>
            <translation>本程序（仅在本机内）：提供 %1，获取 %2</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::HardwareReportCard</name>
        <message>
            <source>not measured</source>
            <translation>未测量</translation>
        </message>
        <message>
            <source>solid state</source>
            <translation>固态</translation>
        </message>
        <message>
            <source>rotating</source>
            <translation>机械</translation>
        </message>
        <message>
            <source>kind not readable</source>
            <translation>类型无法读取</translation>
        </message>
        <message>
            <source>not readable</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>What the network sees</source>
            <translation>网络看到的信息</translation>
        </message>
        <message>
            <source>Shown as</source>
            <translation>显示方式</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Raw</source>
            <translation>原文</translation>
        </message>
        <message>
            <source>The hardware report that the Router took last, and nothing else: it helps it to choose what to send here. No folder, no name of yours and no other program is in it.</source>
            <translation>路由器最近一次收到的硬件报告，仅此而已：它帮助路由器决定向这里发送什么。其中没有文件夹路径、您的姓名或其他程序的信息。</translation>
        </message>
        <message>
            <source>The report byte by byte</source>
            <translation>报告原文</translation>
        </message>
        <message>
            <source>Sent %1.</source>
            <translation>发送于 %1。</translation>
        </message>
        <message>
            <source>Nothing has been sent yet: it is when the node has joined the network and its disks have been measured.</source>
            <translation>尚未发送：节点加入网络并测量磁盘之后才会发送。</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>Hardware threads</source>
            <translation>硬件线程</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Folder %1</source>
            <translation>文件夹 %1</translation>
        </message>
        <message>
            <source>%1 given, %2 free, %3; writes %4, reads %5</source>
            <translation>提供 %1，剩余 %2，%3；写入 %4，读取 %5</translation>
        </message>
        <message>
            <source>Upload limit</source>
            <translation>上传限速</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Fastest upload seen</source>
            <translation>实测最快上传</translation>
        </message>
        <message>
            <source>fastest upload seen = the most bytes in any 10 s ÷ 10 s × 8</source>
            <translation>实测最快上传 = 任意 10 秒内的最多字节数 ÷ 10 秒 × 8</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::HealthCard</name>
        <message>
            <source>No statement yet</source>
            <translation>尚无账单</translation>
        </message>
        <message>
            <source>%1 counts</source>
            <translation>计入 %1</translation>
        </message>
        <message numerus="yes">
            <source>%n answered</source>
            <translation>
                <numerusform>已应答 %n 次</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n connection(s)</source>
            <translation>
                <numerusform>%n 个连接</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n second(s) off</source>
            <translation>
                <numerusform>偏差 %n 秒</numerusform>
            </translation>
        </message>
        <message>
            <source>All fine</source>
            <translation>一切正常</translation>
        </message>
        <message>
            <source>Clock</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>Disks</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Health</source>
            <translation>健康状况</translation>
        </message>
        <message>
            <source>Last contact</source>
            <translation>上次联系</translation>
        </message>
        <message>
            <source>Needs attention</source>
            <translation>需要处理</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>Node</source>
            <translation>节点</translation>
        </message>
        <message>
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <source>None now</source>
            <translation>目前没有</translation>
        </message>
        <message>
            <source>None yet</source>
            <translation>尚无</translation>
        </message>
        <message>
            <source>Penalties</source>
            <translation>处罚</translation>
        </message>
        <message>
            <source>Reachability</source>
            <translation>外部可访问</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>准确</translation>
        </message>
        <message>
            <source>Spot checks</source>
            <translation>抽查</translation>
        </message>
        <message>
            <source>Viewers</source>
            <translation>观众</translation>
        </message>
        <message>
            <source>What was seen of this node, not what is hoped: the Router's own probe and checks, the disks as they answer, and what the latest signed statement says. A row leads to where there is more of it.</source>
            <translation>这里显示的是实际观察到的情况，而不是期望：路由器自己的探测和抽查、磁盘的实际应答，以及最近一份已签名账单的内容。点击一行可查看更多。</translation>
        </message>
        <message>
            <source>Uptime: time served ÷ time not paused, in 30 days or since the history began. Clock: this computer&apos;s time − Router time, at most 60 s. Penalties: what counts ÷ what was credited.</source>
            <translation>运行率：提供服务的时间 ÷ 未暂停的时间，统计最近 30 天，历史更短时自有记录起。时钟：本机时间 − 路由器时间，不超过 60 秒。处罚：计入的部分 ÷ 已入账的部分。</translation>
        </message>
        <message>
            <source>Uptime, 30 days</source>
            <translation>30 天运行率</translation>
        </message>
        <message>
            <source>Not known yet</source>
            <translation>尚不清楚</translation>
        </message>
        <message>
            <source>%1 since %2</source>
            <translation>%1（自 %2 起）</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::HistoryChart</name>
        <message>
            <source>1 min</source>
            <translation>1 分钟</translation>
        </message>
        <message>
            <source>5 min</source>
            <translation>5 分钟</translation>
        </message>
        <message>
            <source>30 min</source>
            <translation>30 分钟</translation>
        </message>
        <message>
            <source>3 h</source>
            <translation>3 小时</translation>
        </message>
        <message>
            <source>24 h</source>
            <translation>24 小时</translation>
        </message>
        <message>
            <source>7 d</source>
            <translation>7 天</translation>
        </message>
        <message>
            <source>30 d</source>
            <translation>30 天</translation>
        </message>
        <message>
            <source>1 y</source>
            <translation>1 年</translation>
        </message>
        <message>
            <source>Time shown</source>
            <translation>显示的时段</translation>
        </message>
        <message>
            <source>Shown as</source>
            <translation>显示方式</translation>
        </message>
        <message>
            <source>Graph</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表格</translation>
        </message>
        <message>
            <source>Nothing measured in this time</source>
            <translation>此时段没有测量数据</translation>
        </message>
        <message>
            <source>Figures are kept from the moment the node first runs, for a year.</source>
            <translation>数据从节点首次运行起保留一年。</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>刻度</translation>
        </message>
        <message>
            <source>Linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>Logarithmic</source>
            <translation>对数</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::LeaveDialog</name>
        <message>
            <source>What is on your account is not known now.</source>
            <translation>目前不知道您账户上的余额。</translation>
        </message>
        <message>
            <source>On your account: %1 tokens of play money.</source>
            <translation>您的账户上有 %1 代币（演示用，没有价值）。</translation>
        </message>
        <message>
            <source>On your account, not paid out: %1 tokens. They stay yours.</source>
            <translation>您的账户上尚未支付：%1 代币，仍归您所有。</translation>
        </message>
        <message>
            <source>%1 that were served are accounted for at the end of the period.</source>
            <translation>已提供的 %1 将在周期结束时结算。</translation>
        </message>
        <message>
            <source>Viewers are sent elsewhere, running transfers end, and the Router takes this node off its list; that takes half a minute at most.</source>
            <translation>观众会被引向别处，进行中的传输会结束，路由器会把此节点从列表中移除；最多需要半分钟。</translation>
        </message>
        <message>
            <source>The node's key stays on this computer: who joins again with it has the same account and standing.</source>
            <translation>节点的密钥留在本机：用它重新加入，账户和信誉不变。</translation>
        </message>
        <message>
            <source>Leave the network?</source>
            <translation>退出网络？</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>退出网络</translation>
        </message>
        <message>
            <source>Delete what is cached here: %1</source>
            <translation>删除此处缓存的内容：%1</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::LimitsCard</name>
        <message>
            <source>Upload limits</source>
            <translation>上传限速</translation>
        </message>
        <message>
            <source>Upload limit</source>
            <translation>上传限速</translation>
        </message>
        <message>
            <source>Alternative upload limit</source>
            <translation>备用上传限速</translation>
        </message>
        <message>
            <source>Use the alternative limit now</source>
            <translation>立即使用备用限速</translation>
        </message>
        <message>
            <source>The most that may leave for viewers, running answers included. A change is in force at once. The alternative limit holds while its switch is on, in Limited half hours of the week, and from 95 % of the monthly cap.</source>
            <translation>发往观众的最大速率，包括正在进行的应答。更改立即生效。备用限速在其开关打开时、一周计划的“受限”时段内以及用量达到每月上限的 95 % 起生效。</translation>
        </message>
        <message>
            <source>Limit the upload rate</source>
            <translation>限制上传速率</translation>
        </message>
        <message>
            <source>Alternative limit</source>
            <translation>备用限速</translation>
        </message>
        <message>
            <source>bytes that leave in any 10 s ≤ limit × 10 s</source>
            <translation>任意 10 秒内发出的字节数 ≤ 限速 × 10 秒</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::MachineLimitDialog</name>
        <message>
            <source>Upload limit</source>
            <translation>上传限速</translation>
        </message>
        <message>
            <source>Mbit/s</source>
            <translation>Mbit/s</translation>
        </message>
        <message>
            <source>Upload limit of %1</source>
            <translation>%1 的上传限速</translation>
        </message>
        <message>
            <source>Limit the upload rate</source>
            <translation>限制上传速率</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>应用</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::MachineTable</name>
        <message>
            <source>This computer</source>
            <translation>本机</translation>
        </message>
        <message>
            <source>not yet</source>
            <translation>尚未</translation>
        </message>
        <message>
            <source>now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>%1 DEMO</source>
            <translation>%1 演示</translation>
        </message>
        <message>
            <source>of %1</source>
            <translation>共 %1</translation>
        </message>
        <message>
            <source>Machine</source>
            <translation>机器</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Tokens today</source>
            <translation>今日代币</translation>
        </message>
        <message>
            <source>Sending</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Stored</source>
            <translation>已存储</translation>
        </message>
        <message>
            <source>Requests</source>
            <translation>请求</translation>
        </message>
        <message>
            <source>From outside</source>
            <translation>外部可达</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Last seen</source>
            <translation>上次应答</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::MachinesPage</name>
        <message>
            <source>Machines</source>
            <translation>机器</translation>
        </message>
        <message>
            <source>Attach a machine…</source>
            <translation>连接机器…</translation>
        </message>
        <message>
            <source>Your machines</source>
            <translation>您的机器</translation>
        </message>
        <message>
            <source>Tokens today: serving and standby of the statements that ended since midnight here. Sending: the mean of 10 s. Stored: with the index. Requests: since its start.</source>
            <translation>今日代币：自本机午夜以来结束的账单中的服务与待命收益。发送：10 秒平均值。已存储：含索引。请求：自其启动以来。</translation>
        </message>
        <message>
            <source>Upload limit…</source>
            <translation>上传限速…</translation>
        </message>
        <message>
            <source>Upload limit of the chosen machine</source>
            <translation>所选机器的上传限速</translation>
        </message>
        <message>
            <source>Forget…</source>
            <translation>移除…</translation>
        </message>
        <message>
            <source>Forget the chosen machine</source>
            <translation>移除所选机器</translation>
        </message>
        <message>
            <source>Watch your other machines from here</source>
            <translation>在这里查看您的其他机器</translation>
        </message>
        <message>
            <source>Terminals without a screen can be watched, paused and limited here once you let this app in there. Two steps:</source>
            <translation>在那边允许此应用访问后，就能在这里查看、暂停和限速没有屏幕的终端。只需两步：</translation>
        </message>
        <message>
            <source>1. There, let the Terminal listen for your apps, on a port of your choice:</source>
            <translation>1. 在那台机器上，让终端在您选定的端口上监听您的应用：</translation>
        </message>
        <message>
            <source>2. There, make a line for this app, then attach it here with that line:</source>
            <translation>2. 在那台机器上生成一行配对信息，然后在这里用它连接：</translation>
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
            <source>Resume the chosen machine</source>
            <translation>让所选机器继续</translation>
        </message>
        <message>
            <source>Pause the chosen machine</source>
            <translation>暂停所选机器</translation>
        </message>
        <message>
            <source>In force at once, until that Terminal starts again: then its own settings rule. Its schedule and second limit go on.</source>
            <translation>立即生效，直到该终端重新启动：此后以它自己的设置为准。它的时间表和第二限速继续有效。</translation>
        </message>
        <message>
            <source>In force at once, and kept. The same as on the page Bandwidth.</source>
            <translation>立即生效并保存。与“带宽”页面上的设置相同。</translation>
        </message>
        <message>
            <source>Forget %1?</source>
            <translation>移除 %1？</translation>
        </message>
        <message>
            <source>It goes on serving and earning. To attach it again you need a new line from it.</source>
            <translation>它会继续服务并获得收益。要再次连接，需要它给出新的配对行。</translation>
        </message>
        <message>
            <source>Forget</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Each is asked every two seconds how it is, over a connection that only its own key can answer. What a machine earned comes from its own signed statements. Grey figures are what a machine said last; what holds only for a moment, its rate and whether it is reached, is left out then.</source>
            <translation>每两秒询问一次每台机器的状况，所用的连接只有其自己的密钥才能应答。机器的收益来自它自己收到的签名账单。灰色数字是机器上次报告的值；只在当时有效的数据（速率、能否从外部访问）此时不显示。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::MonthCard</name>
        <message>
            <source>This month</source>
            <translation>本月</translation>
        </message>
        <message>
            <source>Monthly cap</source>
            <translation>每月上限</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>What was served and fetched since the last reset day. At 80 % of the cap you are warned, at 95 % the alternative limit holds, at 100 % serving pauses until the next reset day.</source>
            <translation>自上次重置日以来提供和获取的流量。达到上限的 80 % 时发出警告，95 % 时启用备用限速，100 % 时暂停服务直到下个重置日。</translation>
        </message>
        <message>
            <source>forecast = used ÷ time passed × length of the period</source>
            <translation>预测 = 已用量 ÷ 已过时间 × 周期长度</translation>
        </message>
        <message>
            <source>Traffic of the month</source>
            <translation>本月流量</translation>
        </message>
        <message>
            <source>Reset day of the month</source>
            <translation>每月重置日</translation>
        </message>
        <message>
            <source>Reset on day</source>
            <translation>重置日</translation>
        </message>
        <message>
            <source>%1 of %2 used</source>
            <translation>已用 %1，共 %2</translation>
        </message>
        <message>
            <source>%1 used, no cap</source>
            <translation>已用 %1，无上限</translation>
        </message>
        <message>
            <source>Used</source>
            <translation>已用</translation>
        </message>
        <message>
            <source>Expected until the reset</source>
            <translation>到重置日的预计用量</translation>
        </message>
        <message>
            <source>At this pace %1 until the reset on %2.</source>
            <translation>按此速度，到 %2 重置时为 %1。</translation>
        </message>
        <message>
            <source>The cap is reached: serving is paused until %1.</source>
            <translation>已达到上限：服务暂停至 %1。</translation>
        </message>
        <message>
            <source>That is more than the cap.</source>
            <translation>这超过了上限。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ObjectTable</name>
        <message>
            <source>never</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>Content id</source>
            <translation>内容标识</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>网站</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Uses</source>
            <translation>使用次数</translation>
        </message>
        <message>
            <source>Last used</source>
            <translation>上次使用</translation>
        </message>
        <message>
            <source>Expires</source>
            <translation>到期</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>上次检查</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ObjectsCard</name>
        <message>
            <source>Cached objects</source>
            <translation>已缓存的对象</translation>
        </message>
        <message>
            <source>Each object is one file of a site that the Router told this node to keep. Its content id is computed from all its bytes. Checked is when all of it was last read and compared with that id.</source>
            <translation>每个对象是路由器要求本节点保存的网站文件。内容标识由其全部字节计算得出。“上次检查”是最近一次完整读取并与标识核对的时间。</translation>
        </message>
        <message>
            <source>Nothing to show</source>
            <translation>没有可显示的内容</translation>
        </message>
        <message>
            <source>No object matches. The Router orders objects as soon as it sends viewers here.</source>
            <translation>没有匹配的对象。路由器一旦把观众引导到这里，就会要求缓存对象。</translation>
        </message>
        <message>
            <source>%1 found</source>
            <translation>找到 %1 个</translation>
        </message>
        <message>
            <source>Site or beginning of the content id</source>
            <translation>网站或内容标识的开头</translation>
        </message>
        <message>
            <source>Search the cached objects</source>
            <translation>搜索已缓存的对象</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>检查</translation>
        </message>
        <message>
            <source>Check the selected object</source>
            <translation>检查所选对象</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>删除…</translation>
        </message>
        <message>
            <source>Delete the selected object</source>
            <translation>删除所选对象</translation>
        </message>
        <message>
            <source>Refuse site…</source>
            <translation>拒绝网站…</translation>
        </message>
        <message>
            <source>Refuse the selected object's site</source>
            <translation>拒绝所选对象的网站</translation>
        </message>
        <message>
            <source>%1 is being read and compared…</source>
            <translation>正在读取并核对 %1…</translation>
        </message>
        <message>
            <source>%1 is sound: every byte is as it should be.</source>
            <translation>%1 完好：每个字节都正确。</translation>
        </message>
        <message>
            <source>%1 was damaged; it was dropped and the Router was told.</source>
            <translation>%1 已损坏；已丢弃并通知路由器。</translation>
        </message>
        <message>
            <source>Delete %1?</source>
            <translation>删除 %1？</translation>
        </message>
        <message>
            <source>%1 are freed. The Router hears that you do not want this object; it earns nothing here any more.</source>
            <translation>将释放 %1。路由器会得知您不想要此对象；它在这里不再产生收益。</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Refuse %1?</source>
            <translation>拒绝 %1？</translation>
        </message>
        <message>
            <source>All objects of this site are deleted now and none is taken again. They earn nothing here.</source>
            <translation>此网站的所有对象将立即删除，今后也不再接收。它们在这里不产生收益。</translation>
        </message>
        <message>
            <source>Refuse site</source>
            <translation>拒绝网站</translation>
        </message>
        <message>
            <source>content id = SHA-256 of "meson-content-v1", the length and the Merkle root</source>
            <translation>内容编号 = “meson-content-v1”、长度与默克尔根的 SHA-256</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::OverviewPage</name>
        <message>
            <source>Overview</source>
            <translation>总览</translation>
        </message>
        <message>
            <source>Until you earn</source>
            <translation>开始赚取之前</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>Month</source>
            <translation>本月</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>存储</translation>
        </message>
        <message>
            <source>Earned today</source>
            <translation>今日收益</translation>
        </message>
        <message>
            <source>Rewards of the accounting periods that ended today.</source>
            <translation>今天结束的结算周期的奖励。</translation>
        </message>
        <message>
            <source>Sum of serving and standby over today's signed statements.</source>
            <translation>今天已签名账单中服务与待命奖励之和。</translation>
        </message>
        <message>
            <source>Earned this month</source>
            <translation>本月收益</translation>
        </message>
        <message>
            <source>Rewards of the accounting periods that ended since the first of the month.</source>
            <translation>自本月一日起结束的结算周期的奖励。</translation>
        </message>
        <message>
            <source>What the cache takes on your disks, of what you lend.</source>
            <translation>缓存在您磁盘上占用的空间与您出借的空间。</translation>
        </message>
        <message>
            <source>Objects, their checksums and the index, in disk blocks.</source>
            <translation>对象、校验数据和索引，按磁盘块计。</translation>
        </message>
        <message>
            <source>Earnings</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>Time span</source>
            <translation>时间范围</translation>
        </message>
        <message>
            <source>7 D</source>
            <translation>7 天</translation>
        </message>
        <message>
            <source>1 M</source>
            <translation>1 个月</translation>
        </message>
        <message>
            <source>1 Y</source>
            <translation>1 年</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Live, the last minute</source>
            <translation>实时（最近一分钟）</translation>
        </message>
        <message>
            <source>Served to viewers</source>
            <translation>提供给观众</translation>
        </message>
        <message>
            <source>Fetched into the cache</source>
            <translation>获取到缓存</translation>
        </message>
        <message>
            <source>Last activity</source>
            <translation>最近活动</translation>
        </message>
        <message>
            <source>See all</source>
            <translation>查看全部</translation>
        </message>
        <message numerus="yes">
            <source>of %1 in %n object(s)</source>
            <translation>
                <numerusform>共 %1，%n 个对象</numerusform>
            </translation>
        </message>
        <message>
            <source>Share of your space that is used</source>
            <translation>已用空间占比</translation>
        </message>
        <message numerus="yes">
            <source>%n request(s)</source>
            <translation>
                <numerusform>%n 次请求</numerusform>
            </translation>
        </message>
        <message>
            <source>DEMO</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>No statement yet</source>
            <translation>尚无账单</translation>
        </message>
        <message>
            <source>Enter a payout address</source>
            <translation>填写收款地址</translation>
        </message>
        <message>
            <source>Where your rewards go; it can wait.</source>
            <translation>奖励的去向；可以稍后填写。</translation>
        </message>
        <message>
            <source>Be reached from outside</source>
            <translation>可从外部访问</translation>
        </message>
        <message>
            <source>The Router probes your port; until then no viewer is sent here.</source>
            <translation>路由器会探测您的端口；在此之前不会有观众被分配到这里。</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>重新检查</translation>
        </message>
        <message>
            <source>Store the first object</source>
            <translation>存储第一个对象</translation>
        </message>
        <message>
            <source>The Router sends what viewers ask for.</source>
            <translation>路由器会发来观众需要的内容。</translation>
        </message>
        <message>
            <source>Serve the first viewer</source>
            <translation>服务第一位观众</translation>
        </message>
        <message>
            <source>Counted when the Router has credited it.</source>
            <translation>路由器计入后即完成。</translation>
        </message>
        <message>
            <source>Serving %1 now</source>
            <translation>当前提供 %1</translation>
        </message>
        <message>
            <source>Fetching %1 now</source>
            <translation>当前获取 %1</translation>
        </message>
        <message>
            <source>Nothing has happened yet</source>
            <translation>尚无活动</translation>
        </message>
        <message>
            <source>Wallet</source>
            <translation>钱包</translation>
        </message>
        <message>
            <source>Bytes of answers that have ended. The share: answered ÷ (answered + sent back).</source>
            <translation>已结束的应答的字节数。比例：已应答 ÷（已应答 + 已退回）。</translation>
        </message>
        <message>
            <source>Rewards by when their accounting period ended: serving for what was delivered, standby for standing ready. The Earnings page takes them apart.</source>
            <translation>按结算周期结束的时间排列的收益：“服务”是交付内容所得，“待命”是随时待命所得。“收益”页面有详细的拆分。</translation>
        </message>
        <message>
            <source>Sum of serving and standby over the signed statements of each stretch of time.</source>
            <translation>每段时间内已签名账单的服务与待命之和。</translation>
        </message>
        <message>
            <source>Earnings over time</source>
            <translation>收益走势</translation>
        </message>
        <message>
            <source>Served is all that leaves for viewers, with heads and encryption, as the limit counts it. Fetched is what comes in to fill the cache.</source>
            <translation>“提供”是发往观众的全部数据，包括头部和加密开销，与限速的计算方式相同。“获取”是为填充缓存而收到的数据。</translation>
        </message>
        <message>
            <source>bytes of the last 10 s ÷ 10 s × 8</source>
            <translation>最近 10 秒的字节数 ÷ 10 秒 × 8</translation>
        </message>
        <message>
            <source>The latest of what happened to this node. Equal events within ten minutes are one line.</source>
            <translation>本节点最近发生的事件。十分钟内的相同事件合并为一行。</translation>
        </message>
        <message>
            <source>a line's figure = sum over its events</source>
            <translation>每行的数字 = 其中各事件之和</translation>
        </message>
        <message>
            <source>%1, %2 answered here</source>
            <translation>%1，%2 由本节点应答</translation>
        </message>
        <message>
            <source>%1, yesterday %2</source>
            <translation>%1，昨天 %2</translation>
        </message>
        <message>
            <source>%1, balance %2</source>
            <translation>%1，余额 %2</translation>
        </message>
        <message>
            <source>Sum of serving and standby over the month&apos;s signed statements. By its end: that, and the time left at the pace of the page Earnings&apos; outlook; from a day of statements on.</source>
            <translation>本月已签名账单中服务与待命奖励之和。到月底：上述金额，加上剩余时间按“收益”页展望的速度所得；有一天的账单后才显示。</translation>
        </message>
        <message>
            <source>%1, by its end %2 – %3</source>
            <translation>%1，到月底 %2 – %3</translation>
        </message>
        <message>
            <source>Served today</source>
            <translation>今日提供</translation>
        </message>
        <message>
            <source>What viewers got from this node since midnight.</source>
            <translation>自午夜起，观众从本节点取得的数据。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ProbeRow</name>
        <message>
            <source>Not looked at yet</source>
            <translation>尚未检查</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>正在检查…</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ReachabilityCard</name>
        <message>
            <source>Reachability</source>
            <translation>可访问性</translation>
        </message>
        <message>
            <source>Test now</source>
            <translation>立即测试</translation>
        </message>
        <message>
            <source>The Router tries to reach this node from outside, as viewers do. Only its answer counts; a port that is open here may still be closed at the home router.</source>
            <translation>路由器会像观众一样从外部访问本节点。只有它的结果才算数；本机开放的端口可能仍被家用路由器关闭。</translation>
        </message>
        <message>
            <source>The Router is asked to try again…</source>
            <translation>正在请路由器重试…</translation>
        </message>
        <message>
            <source>From outside</source>
            <translation>从外部</translation>
        </message>
        <message>
            <source>the node is not running</source>
            <translation>节点未运行</translation>
        </message>
        <message>
            <source>reached %1</source>
            <translation>%1可访问</translation>
        </message>
        <message>
            <source>not confirmed</source>
            <translation>未确认</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Port on this computer</source>
            <translation>本机端口</translation>
        </message>
        <message>
            <source>Pass TCP port %1 on to this computer in the home router, and allow it in this computer's firewall. If your provider shares one address among several homes, ask it for a public one.</source>
            <translation>请在家用路由器中把 TCP 端口 %1 转发到本机，并在本机防火墙中放行。如果运营商让多户共用一个地址，请向其申请公网地址。</translation>
        </message>
        <message>
            <source>reached = the Router's latest probe of this address and port succeeded</source>
            <translation>可访问 = 路由器最近一次对该地址和端口的探测成功</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::ReportDialog</name>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Copied.</source>
            <translation>已复制。</translation>
        </message>
        <message>
            <source>Save the report</source>
            <translation>保存报告</translation>
        </message>
        <message>
            <source>Text (*.txt)</source>
            <translation>文本 (*.txt)</translation>
        </message>
        <message>
            <source>Saved as %1.</source>
            <translation>已保存为 %1。</translation>
        </message>
        <message>
            <source>%1 could not be written: %2</source>
            <translation>无法写入 %1：%2</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::RulesCard</name>
        <message>
            <source>Pause by itself</source>
            <translation>自动暂停</translation>
        </message>
        <message>
            <source>On a metered connection</source>
            <translation>网络按流量计费时</translation>
        </message>
        <message>
            <source>On battery</source>
            <translation>使用电池时</translation>
        </message>
        <message>
            <source>While one of these holds, viewers are sent to other nodes; the node stays registered and goes on by itself afterwards. After heat it waits until it is 5 °C cooler.</source>
            <translation>满足其中一项时，观众会被引导到其他节点；本节点保持注册，之后自动继续。过热后要等温度降低 5 °C。</translation>
        </message>
        <message>
            <source>When the processor is hotter than</source>
            <translation>处理器温度高于</translation>
        </message>
        <message>
            <source> °C</source>
            <translation> °C</translation>
        </message>
        <message>
            <source>Pause above this temperature</source>
            <translation>高于此温度时暂停</translation>
        </message>
        <message>
            <source>Not readable on this system: the rule has no effect.</source>
            <translation>在本系统上无法读取：此规则不起作用。</translation>
        </message>
        <message>
            <source>The connection is metered now.</source>
            <translation>当前网络按流量计费。</translation>
        </message>
        <message>
            <source>The connection is not metered now.</source>
            <translation>当前网络不按流量计费。</translation>
        </message>
        <message>
            <source>The computer runs on its battery now.</source>
            <translation>电脑当前使用电池。</translation>
        </message>
        <message>
            <source>The computer has mains power now.</source>
            <translation>电脑当前接通电源。</translation>
        </message>
        <message>
            <source>paused = one of the rules that are on holds now</source>
            <translation>暂停 = 已启用的规则中有一条此刻成立</translation>
        </message>
        <message>
            <source>%1 now.</source>
            <translation>现在 %1。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingEditor</name>
        <message>
            <source>Open Storage</source>
            <translation>打开“存储”</translation>
        </message>
        <message>
            <source>Open Bandwidth</source>
            <translation>打开“带宽”</translation>
        </message>
        <message>
            <source>Set up again…</source>
            <translation>重新设置…</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingName</name>
        <message>
            <source>Changed from the standard</source>
            <translation>与默认值不同</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingRow</name>
        <message>
            <source>Revert: %1</source>
            <translation>恢复：%1</translation>
        </message>
        <message>
            <source>Back to the standard: %1</source>
            <translation>恢复默认值：%1</translation>
        </message>
        <message>
            <source>Now: %1</source>
            <translation>当前：%1</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::Settings</name>
        <message>
            <source>%1 in %2</source>
            <translation>%2 中 %1</translation>
        </message>
        <message>
            <source>always fully</source>
            <translation>始终全速</translation>
        </message>
        <message>
            <source>limited for %1 h, paused for %2 h</source>
            <translation>限速 %1 小时，暂停 %2 小时</translation>
        </message>
        <message>
            <source>On</source>
            <translation>开</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>the demo on this computer</source>
            <translation>本机上的演示网络</translation>
        </message>
        <message>
            <source>a network of others</source>
            <translation>他人的网络</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>General</source>
            <translation>常规</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>Node and rewards</source>
            <translation>节点与收益</translation>
        </message>
        <message>
            <source>Prices</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>存储</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>Limits and rules</source>
            <translation>限制与规则</translation>
        </message>
        <message>
            <source>Notifications</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>Privacy</source>
            <translation>隐私</translation>
        </message>
        <message>
            <source>Backup and help</source>
            <translation>备份与帮助</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingsCards</name>
        <message>
            <source>The program did not end properly</source>
            <translation>程序未正常结束</translation>
        </message>
        <message>
            <source>This is what is known of it. It helps those who mend the program, if you give it to them; it goes nowhere by itself.</source>
            <translation>以下是已知的情况。如果您把它交给维护者，会有助于修复程序；它不会自动发往任何地方。</translation>
        </message>
        <message>
            <source>Privacy</source>
            <translation>隐私</translation>
        </message>
        <message>
            <source>No telemetry</source>
            <translation>没有遥测</translation>
        </message>
        <message>
            <source>This program reports to nobody how it is used, and has no way to. There is no switch for it because there is nothing to switch off.</source>
            <translation>本程序不会向任何人报告使用情况，也没有这样的途径。没有开关，因为没有什么可关。</translation>
        </message>
        <message>
            <source>The Router of your network</source>
            <translation>您所在网络的路由器</translation>
        </message>
        <message>
            <source>It is told what its protocol needs: the node's key, name, address and payout address, the hardware as the Hardware page shows it, which objects are cached here, and what was served for which of its requests.</source>
            <translation>它得到协议所需的信息：节点的密钥、名称、地址和收款地址，“硬件”页所示的硬件，这里缓存了哪些对象，以及为它的哪些请求提供了什么。</translation>
        </message>
        <message>
            <source>Viewers</source>
            <translation>观众</translation>
        </message>
        <message>
            <source>They see the address of this computer when they fetch from it, and you see theirs for as long as that takes.</source>
            <translation>观众从本机获取内容时会看到本机的地址，您也会在此期间看到他们的地址。</translation>
        </message>
        <message>
            <source>What stays here</source>
            <translation>留在本机的内容</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>Meson Miner %1</source>
            <translation>Meson Miner %1</translation>
        </message>
        <message>
            <source>Lends disk space and upload to an open delivery network, and earns for it. With Qt %1.</source>
            <translation>把磁盘空间和上传带宽借给开放的内容分发网络，并由此获得收益。使用 Qt %1。</translation>
        </message>
        <message>
            <source>Free software: you may use, study, share and change it under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
            <translation>自由软件：您可以依据 GNU 通用公共许可证第 3 版或更高版本使用、研究、分享和修改它。不附带任何担保。</translation>
        </message>
        <message>
            <source>Settings, prices, figures, the log of events and what is noted of a crash stay on this computer. A report is shown to you first, and goes nowhere by itself.</source>
            <translation>设置、价格、数据、事件记录以及崩溃记录都留在本机。报告会先给您看，不会自动发往任何地方。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingsCare</name>
        <message>
            <source>Settings file</source>
            <translation>设置文件</translation>
        </message>
        <message>
            <source>All settings are in one file, %1. A copy of it can be kept, or taken over on another computer; keys and earnings are not in it.</source>
            <translation>所有设置都在文件 %1 中。可以保存一份副本，或在另一台电脑上采用；其中没有密钥和收益。</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>Export the settings</source>
            <translation>导出设置</translation>
        </message>
        <message>
            <source>Settings (*.json)</source>
            <translation>设置 (*.json)</translation>
        </message>
        <message>
            <source>Saved as %1.</source>
            <translation>已保存为 %1。</translation>
        </message>
        <message>
            <source>Settings to take over</source>
            <translation>要采用的设置</translation>
        </message>
        <message>
            <source>%1 is not a settings file of Meson Miner, or a value in it is wrong (%2). Nothing was changed.</source>
            <translation>%1 不是 Meson Miner 的设置文件，或其中有错误的值（%2）。没有任何更改。</translation>
        </message>
        <message>
            <source>%1 is of a newer version of this program. Nothing was changed.</source>
            <translation>%1 来自本程序的较新版本。没有任何更改。</translation>
        </message>
        <message>
            <source>%1 cannot be read: check its permissions.</source>
            <translation>无法读取 %1：请检查其权限。</translation>
        </message>
        <message>
            <source>Take over these settings?</source>
            <translation>采用这些设置？</translation>
        </message>
        <message>
            <source>%1 differs from what holds now in the following. What is not ticked stays as it is.</source>
            <translation>%1 与当前设置有以下不同。未勾选的保持不变。</translation>
        </message>
        <message>
            <source>%1 holds just what is set already.</source>
            <translation>%1 与当前设置完全相同。</translation>
        </message>
        <message>
            <source>Diagnostics</source>
            <translation>诊断</translation>
        </message>
        <message>
            <source>One text file for who helps you: versions, settings, the state of the node, the latest events and the end of the log. Keys, wallets, network addresses, ids and your name are taken out. You read it first, and it goes nowhere by itself.</source>
            <translation>供帮助您的人使用的一个文本文件：版本、设置、节点状态、最近的事件和日志末尾。密钥、钱包、网络地址、标识和您的名字已去除。您可以先阅读，它不会自动发往任何地方。</translation>
        </message>
        <message>
            <source>Look at it…</source>
            <translation>查看…</translation>
        </message>
        <message>
            <source>Diagnostics: look at it</source>
            <translation>诊断：查看</translation>
        </message>
        <message>
            <source>Last crash report…</source>
            <translation>上次崩溃报告…</translation>
        </message>
        <message>
            <source>This is all that would be in the file. Words in brackets stand for what was taken out.</source>
            <translation>文件中只有这些内容。方括号中的词代替被去除的内容。</translation>
        </message>
        <message>
            <source>Leave and clean up</source>
            <translation>退出并清理</translation>
        </message>
        <message>
            <source>Takes this node out of its network, and the cache off your disks if you want. The key and the settings stay.</source>
            <translation>让此节点退出网络，并可从磁盘上删除缓存。密钥和设置保留。</translation>
        </message>
        <message>
            <source>Leave…</source>
            <translation>退出网络…</translation>
        </message>
        <message>
            <source>Leave the network</source>
            <translation>退出网络</translation>
        </message>
        <message>
            <source>Running transfers end, receipts are delivered …</source>
            <translation>正在结束传输并提交收据…</translation>
        </message>
        <message>
            <source>This node has stopped. The Router did not answer: it will notice by itself.</source>
            <translation>此节点已停止。路由器没有应答：它会自行发现。</translation>
        </message>
        <message>
            <source>This node has left its network.</source>
            <translation>此节点已退出网络。</translation>
        </message>
        <message numerus="yes">
            <source>%n receipt(s) are delivered when it joins again.</source>
            <translation>
                <numerusform>%n 张收据将在重新加入时提交。</numerusform>
            </translation>
        </message>
        <message>
            <source>Some of the cache is left: delete its folder.</source>
            <translation>部分缓存仍未删除：请自行删除其文件夹。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::SettingsPage</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Search settings</source>
            <translation>搜索设置</translation>
        </message>
        <message>
            <source>How many settings are shown</source>
            <translation>显示多少设置</translation>
        </message>
        <message>
            <source>Basic</source>
            <translation>基本</translation>
        </message>
        <message>
            <source>Advanced</source>
            <translation>高级</translation>
        </message>
        <message>
            <source>No such setting</source>
            <translation>没有这样的设置</translation>
        </message>
        <message>
            <source>No setting has that in its name, explanation or choices.</source>
            <translation>没有设置的名称、说明或选项包含这些文字。</translation>
        </message>
        <message>
            <source>Revert…</source>
            <translation>恢复…</translation>
        </message>
        <message>
            <source>Revert the section: %1</source>
            <translation>恢复此部分：%1</translation>
        </message>
        <message>
            <source>Revert: %1</source>
            <translation>恢复：%1</translation>
        </message>
        <message>
            <source>These settings go back to what a new owner gets.</source>
            <translation>这些设置将恢复为默认值。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::StatementCard</name>
        <message>
            <source>Sent here</source>
            <translation>分派</translation>
        </message>
        <message>
            <source>Stated</source>
            <translation>申报</translation>
        </message>
        <message>
            <source>Held back</source>
            <translation>暂扣</translation>
        </message>
        <message>
            <source>Credited</source>
            <translation>入账</translation>
        </message>
        <message>
            <source>× Quality</source>
            <translation>× 质量</translation>
        </message>
        <message>
            <source>= Weight</source>
            <translation>= 权重</translation>
        </message>
        <message>
            <source>Emission</source>
            <translation>发行量</translation>
        </message>
        <message>
            <source>Serving</source>
            <translation>服务</translation>
        </message>
        <message>
            <source>+ Standby</source>
            <translation>+ 待命</translation>
        </message>
        <message>
            <source>= Earned</source>
            <translation>= 收益</translation>
        </message>
        <message>
            <source>Lost</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>余额</translation>
        </message>
        <message>
            <source>Signature</source>
            <translation>签名</translation>
        </message>
        <message>
            <source>This node's own count of that period is not kept here.</source>
            <translation>这里没有保留本节点对该周期的统计。</translation>
        </message>
        <message>
            <source>This node counted the same.</source>
            <translation>本节点统计一致。</translation>
        </message>
        <message>
            <source>This node counted %1.</source>
            <translation>本节点统计为 %1。</translation>
        </message>
        <message>
            <source>%1 tokens × %2 ÷ %3</source>
            <translation>%1 代币 × %2 ÷ %3</translation>
        </message>
        <message>
            <source>How this was computed</source>
            <translation>计算过程</translation>
        </message>
        <message>
            <source>There is no statement yet.</source>
            <translation>还没有账单。</translation>
        </message>
        <message>
            <source>Earlier statement</source>
            <translation>上一份账单</translation>
        </message>
        <message>
            <source>Later statement</source>
            <translation>下一份账单</translation>
        </message>
        <message>
            <source>Accounting period %1, %2 to %3</source>
            <translation>结算周期 %1，%2 至 %3</translation>
        </message>
        <message>
            <source>By the Router; it added up, and this node signed too.</source>
            <translation>由路由器签名；核对无误，本节点也已会签。</translation>
        </message>
        <message>
            <source>By the Router; this node has not signed it.</source>
            <translation>由路由器签名；本节点尚未会签。</translation>
        </message>
        <message>
            <source>Not what the Router signed: none of it counts.</source>
            <translation>与路由器签名的内容不符：全部不计入。</translation>
        </message>
        <message>
            <source>Length of the objects for which viewers were sent here.</source>
            <translation>分派到这里的观众所请求对象的长度。</translation>
        </message>
        <message numerus="yes">
            <source>By %n receipt(s).</source>
            <translation>
                <numerusform>来自 %n 份回执。</numerusform>
            </translation>
        </message>
        <message>
            <source>Above a viewer network's quota; counts if vouched for.</source>
            <translation>超出某个观众网络的配额；有佐证时计入。</translation>
        </message>
        <message>
            <source>The least of both, receipt by receipt; some are of the period before.</source>
            <translation>每张收据取两者中的较小者；其中可能有上一周期的收据。</translation>
        </message>
        <message>
            <source>No penalty.</source>
            <translation>没有处罚。</translation>
        </message>
        <message>
            <source>%1 B × %2</source>
            <translation>%1 B × %2</translation>
        </message>
        <message>
            <source>For all nodes: %1 by weight, %2 for standing ready.</source>
            <translation>所有节点共享：%1 按权重分配，%2 按待命分配。</translation>
        </message>
        <message>
            <source>(bytes: yours, everybody's)</source>
            <translation>（字节：您的，所有人的）</translation>
        </message>
        <message>
            <source>(seconds: yours, everybody's)</source>
            <translation>（秒：您的，所有人的）</translation>
        </message>
        <message>
            <source>Serving and standby.</source>
            <translation>服务与待命。</translation>
        </message>
        <message>
            <source>What full quality would have earned more.</source>
            <translation>质量满分时本可多得的部分。</translation>
        </message>
        <message>
            <source>All earned so far, after this period.</source>
            <translation>本周期之后的累计收益。</translation>
        </message>
        <message>
            <source>One signed statement of the Router, line by line, from what viewers were sent here for to the balance.</source>
            <translation>路由器签名的一份账单，从分派给本节点的观众请求到余额，逐行列出。</translation>
        </message>
        <message>
            <source>weight = credited × quality. serving = emission for serving × weight ÷ all weights. standby = emission for standing ready × seconds ÷ all seconds. earned = serving + standby.</source>
            <translation>权重 = 入账 × 质量。服务 = 按权重分配的发行量 × 权重 ÷ 全部权重。待命 = 按待命分配的发行量 × 秒数 ÷ 全部秒数。收益 = 服务 + 待命。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::StoragePage</name>
        <message>
            <source>Storage</source>
            <translation>存储</translation>
        </message>
        <message>
            <source>Given to the network</source>
            <translation>提供给网络</translation>
        </message>
        <message>
            <source>The storage that you give, over all folders. Used is what objects, their hashes and the index take in whole disk blocks; promised is room for downloads under way.</source>
            <translation>您在所有文件夹中提供的存储。“已用”是对象、其哈希和索引按整磁盘块占用的空间；“已预留”是为正在进行的下载保留的空间。</translation>
        </message>
        <message>
            <source>free = given − used − promised</source>
            <translation>空闲 = 提供 − 已用 − 已预留</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Files of sites that are cached here now.</source>
            <translation>当前缓存在这里的网站文件。</translation>
        </message>
        <message>
            <source>Served from here</source>
            <translation>由此处提供</translation>
        </message>
        <message>
            <source>The share of viewers' requests that got their object here instead of being sent back to the Router, since the node started.</source>
            <translation>自节点启动以来，在此处得到对象而没有被退回路由器的观众请求比例。</translation>
        </message>
        <message>
            <source>answered ÷ (answered + sent back)</source>
            <translation>已应答 ÷（已应答 + 已退回）</translation>
        </message>
        <message>
            <source>Removed</source>
            <translation>已移除</translation>
        </message>
        <message>
            <source>Objects that are gone since the node started: to make room, with the Router's consent, or because their time was over.</source>
            <translation>自节点启动以来移除的对象：经路由器同意为腾出空间，或因到期。</translation>
        </message>
        <message>
            <source>Spot checks</source>
            <translation>抽查</translation>
        </message>
        <message>
            <source>Questions of the Router about random parts of what it believes is here, answered since the node started. Damaged are objects that the disk gave back with other bytes.</source>
            <translation>自节点启动以来回答的、路由器对其认为存放在此的内容随机部分的提问。“损坏”是磁盘读出的字节不一致的对象。</translation>
        </message>
        <message>
            <source>Map of the cache</source>
            <translation>缓存分布图</translation>
        </message>
        <message>
            <source>256 cells, one for each beginning of a content id, 00 to ff. A cell is filled when at least one such object is here, and lights up when one of them has just been read and checked. Ids are as good as random, so the map fills evenly.</source>
            <translation>256 个格子，对应内容标识的开头 00 到 ff。只要有一个这样的对象，格子就会填充；其中一个刚被读取检查时会亮起。标识近乎随机，因此分布均匀。</translation>
        </message>
        <message>
            <source>Click a cell to list its objects.</source>
            <translation>点击格子可列出其中的对象。</translation>
        </message>
        <message>
            <source>Ids that begin with %1</source>
            <translation>以 %1 开头的标识</translation>
        </message>
        <message>
            <source>given</source>
            <translation>已提供</translation>
        </message>
        <message>
            <source>Used</source>
            <translation>已用</translation>
        </message>
        <message>
            <source>Promised</source>
            <translation>已预留</translation>
        </message>
        <message>
            <source>Free</source>
            <translation>空闲</translation>
        </message>
        <message>
            <source>A disk is gone</source>
            <translation>有磁盘不可用</translation>
        </message>
        <message>
            <source>What lies there is not served and earns nothing. Check the disk and its cable; the node takes it back by itself.</source>
            <translation>那里的内容不再提供，也没有收益。请检查磁盘及其连接线；节点会自动恢复使用。</translation>
        </message>
        <message>
            <source>A disk is full</source>
            <translation>有磁盘已满</translation>
        </message>
        <message>
            <source>%1 each on average</source>
            <translation>平均每个 %1</translation>
        </message>
        <message>
            <source>none has been ordered yet</source>
            <translation>尚未要求缓存任何对象</translation>
        </message>
        <message>
            <source>%1 of %2 requests</source>
            <translation>%2 个请求中的 %1 个</translation>
        </message>
        <message>
            <source>no requests since the start</source>
            <translation>启动以来没有请求</translation>
        </message>
        <message>
            <source>%1 to make room, %2 expired</source>
            <translation>%1 个为腾出空间，%2 个已过期</translation>
        </message>
        <message>
            <source>answered; %1 damaged</source>
            <translation>已应答；%1 个损坏</translation>
        </message>
        <message>
            <source>%1 are free on the disk of %2, no more than the reserve of %3, so no new objects are taken; what is cached is still served. Free space on the disk, or give less of it: it goes on by itself.</source>
            <translation>%2 所在磁盘只剩 %1，不多于预留的 %3，因此不再接收新对象；已缓存的内容仍照常提供。请腾出磁盘空间或减少提供的容量，之后会自动继续。</translation>
        </message>
        <message>
            <source>average = space used ÷ objects</source>
            <translation>平均 = 已用空间 ÷ 对象数</translation>
        </message>
        <message>
            <source>made room + expired</source>
            <translation>腾出空间 + 已过期</translation>
        </message>
        <message>
            <source>checks of delivery + checks of possession</source>
            <translation>交付检查 + 持有检查</translation>
        </message>
        <message>
            <source>cell = first byte of the content id</source>
            <translation>格子 = 内容编号的第一个字节</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::VolumeRow</name>
        <message>
            <source>Opening</source>
            <translation>正在打开</translation>
        </message>
        <message>
            <source>Storage given in %1</source>
            <translation>在 %1 中提供的存储</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>Serve only, change nothing there</source>
            <translation>只提供，不更改其中的内容</translation>
        </message>
        <message>
            <source>Disk of %1</source>
            <translation>%1 所在磁盘</translation>
        </message>
        <message>
            <source>Serve only, change nothing in %1</source>
            <translation>只提供，不更改 %1 中的内容</translation>
        </message>
        <message>
            <source>Our cache</source>
            <translation>我们的缓存</translation>
        </message>
        <message>
            <source>Others</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>Reserve</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>%1 of %2 given are used. On the disk %3 are free, of which %4 stay yours.</source>
            <translation>提供的 %2 中已用 %1。磁盘空闲 %3，其中 %4 保留给您。</translation>
        </message>
        <message>
            <source>When all of it is used, %1 are left on the disk.</source>
            <translation>全部用完后，磁盘剩余 %1。</translation>
        </message>
        <message>
            <source>The disk does not have that much: it stops at the reserve.</source>
            <translation>磁盘没有这么多空间：会在保留空间处停止。</translation>
        </message>
        <message>
            <source>Move…</source>
            <translation>移动…</translation>
        </message>
        <message>
            <source>Move %1 to another folder</source>
            <translation>将 %1 移动到另一文件夹</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>移除…</translation>
        </message>
        <message>
            <source>Remove %1</source>
            <translation>移除 %1</translation>
        </message>
        <message>
            <source>Moved out of %1</source>
            <translation>已从 %1 移出</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Keep %1</source>
            <translation>保留 %1</translation>
        </message>
        <message>
            <source>The last folder stays: move it, or add another one before.</source>
            <translation>最后一个文件夹必须保留：可以移动它，或先添加另一个。</translation>
        </message>
        <message>
            <source>Moved</source>
            <translation>已移动</translation>
        </message>
        <message>
            <source>Objects moved: %1 of %2; %3 are left here. All are served all along.</source>
            <translation>已移动 %1/%2 个对象，这里还剩 %3。期间照常提供服务。</translation>
        </message>
        <message>
            <source>The other folders have no room: give them more, or add one.</source>
            <translation>其他文件夹空间不足：请为它们提供更多空间，或再添加一个。</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::VolumesCard</name>
        <message>
            <source>Read-only</source>
            <translation>只读</translation>
        </message>
        <message>
            <source>Gone</source>
            <translation>不可用</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>reserve = the larger of 10 GB and 5 % of the disk</source>
            <translation>保留 = 10 GB 与磁盘 5 % 中较大者</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <source>Choose a folder for the cache</source>
            <translation>选择缓存文件夹</translation>
        </message>
        <message>
            <source>Moving away</source>
            <translation>正在移出</translation>
        </message>
        <message>
            <source>Disk full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>All of it used</source>
            <translation>已全部用完</translation>
        </message>
        <message>
            <source>Where the cache lies, and how much of each disk you give. Giving less deletes what is above it at once. The reserve is free space that the cache never touches. A folder that you move or remove gives its objects to the others first: each is copied, compared, switched over and only then deleted, and served all the while.</source>
            <translation>缓存所在的位置，以及您在每个磁盘上提供多少空间。减少容量会立即删除超出的部分。预留空间是缓存绝不占用的空闲空间。移动或移除文件夹时，会先把其中的对象转到其他文件夹：逐个复制、比对、切换，最后才删除，期间照常提供服务。</translation>
        </message>
        <message>
            <source>Choose where the cache moves to</source>
            <translation>选择缓存要移动到的位置</translation>
        </message>
        <message>
            <source>Remove %1?</source>
            <translation>移除 %1？</translation>
        </message>
        <message>
            <source>What it holds moves to the other folders first; it leaves the list when it is empty. What does not fit there stays until there is room or you cancel.</source>
            <translation>其中的内容会先移到其他文件夹；清空后它会从列表中消失。放不下的内容会保留，直到有空间或您取消。</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::WalletPage</name>
        <message>
            <source>Wallet</source>
            <translation>钱包</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>余额</translation>
        </message>
        <message>
            <source>Earned this month</source>
            <translation>本月收益</translation>
        </message>
        <message>
            <source>Last statement</source>
            <translation>最近的账单</translation>
        </message>
        <message>
            <source>What stands to this node's credit in the Router's books.</source>
            <translation>路由器账簿中记在本节点名下的金额。</translation>
        </message>
        <message>
            <source>As the latest signed statement says: all rewards since the node's first.</source>
            <translation>以最近的已签名账单为准：自第一份奖励以来的全部奖励。</translation>
        </message>
        <message>
            <source>Rewards of the accounting periods that ended since the first of the month.</source>
            <translation>本月一日以来结束的结算周期的奖励。</translation>
        </message>
        <message>
            <source>Sum of serving and standby over the month's signed statements.</source>
            <translation>本月已签名账单中服务与待命奖励之和。</translation>
        </message>
        <message>
            <source>What the latest signed statement credited.</source>
            <translation>最近的已签名账单记入的金额。</translation>
        </message>
        <message>
            <source>Serving and standby of that accounting period.</source>
            <translation>该结算周期的服务与待命奖励。</translation>
        </message>
        <message>
            <source>DEMO</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>Payout address</source>
            <translation>收款地址</translation>
        </message>
        <message>
            <source>The Ethereum address to which rewards will be paid. The node needs no key of it: keep that where only you can reach it. The Router hears of a change at once.</source>
            <translation>奖励将支付到的以太坊地址。节点不需要它的密钥：请把密钥保存在只有您能取得的地方。更改会立即告知路由器。</translation>
        </message>
        <message>
            <source>0x and 40 digits; capital and small letters are a checksum (EIP-55).</source>
            <translation>0x 加 40 位十六进制数字；大小写是校验和（EIP-55）。</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the payout address</source>
            <translation>复制收款地址</translation>
        </message>
        <message>
            <source>Copied.</source>
            <translation>已复制。</translation>
        </message>
        <message>
            <source>Paid out</source>
            <translation>已支付</translation>
        </message>
        <message>
            <source>Payouts on the chain come with the wallet, in a later version. Until then the Router keeps the balance, and each statement that it signed stays on this computer as your evidence; the Earnings page checks them.</source>
            <translation>链上支付将在后续版本随钱包一起推出。在此之前余额由路由器保管，它签名的每份账单都作为您的凭证保存在这台电脑上；收益页面可以核对它们。</translation>
        </message>
        <message>
            <source>Credits</source>
            <translation>入账记录</translation>
        </message>
        <message>
            <source>Each line that the Router's signed statements prove, newest first.</source>
            <translation>路由器已签名账单所证明的每一笔，最新的在前。</translation>
        </message>
        <message>
            <source>Balance = balance before + amount.</source>
            <translation>余额 = 之前的余额 + 金额。</translation>
        </message>
        <message>
            <source>Kind of entry</source>
            <translation>条目类型</translation>
        </message>
        <message>
            <source>All entries</source>
            <translation>全部条目</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>No credits yet</source>
            <translation>尚无入账</translation>
        </message>
        <message>
            <source>The first line comes with the first signed statement, at the end of an accounting period in which this node served or stood ready.</source>
            <translation>第一笔随第一份已签名账单到来，即本节点提供服务或待命的结算周期结束之时。</translation>
        </message>
        <message>
            <source>No address: rewards stay with the Router until you enter one.</source>
            <translation>没有地址：在您填写之前，奖励留在路由器处。</translation>
        </message>
        <message numerus="yes">
            <source>%n more digit(s).</source>
            <translation>
                <numerusform>还差 %n 位。</numerusform>
            </translation>
        </message>
        <message>
            <source>This address is written without a checksum, so that a typing mistake would not be seen. Compare it: %1</source>
            <translation>这个地址没有校验和，输入错误无法被发现。请核对：%1</translation>
        </message>
        <message>
            <source>The checksum is right: %1</source>
            <translation>校验和正确：%1</translation>
        </message>
        <message>
            <source>Saved; the Router is told.</source>
            <translation>已保存，并告知路由器。</translation>
        </message>
        <message>
            <source>No statement yet</source>
            <translation>尚无账单</translation>
        </message>
        <message>
            <source>All rewards so far</source>
            <translation>迄今全部奖励</translation>
        </message>
        <message>
            <source>Today %1</source>
            <translation>今天 %1</translation>
        </message>
        <message>
            <source>Period %1, %2 · %3</source>
            <translation>周期 %1，%2 · %3</translation>
        </message>
        <message>
            <source>Nothing. The demo's tokens are worth nothing and are never paid out.</source>
            <translation>没有。演示的代币没有价值，永远不会支付。</translation>
        </message>
        <message>
            <source>Nothing so far: %1 are not paid out yet.</source>
            <translation>目前没有：%1 尚未支付。</translation>
        </message>
        <message>
            <source>Nothing so far.</source>
            <translation>目前没有。</translation>
        </message>
        <message>
            <source>Export the credits</source>
            <translation>导出入账记录</translation>
        </message>
        <message>
            <source>Table (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <source>What left the Router's books for your payout address.</source>
            <translation>从路由器账簿支付到您收款地址的金额。</translation>
        </message>
        <message>
            <source>not paid out = balance − paid out</source>
            <translation>未支付 = 余额 − 已支付</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::WhatIfCard</name>
        <message>
            <source>In 30 days</source>
            <translation>30 天内</translation>
        </message>
        <message>
            <source>In a day</source>
            <translation>一天内</translation>
        </message>
        <message>
            <source>In an hour</source>
            <translation>一小时内</translation>
        </message>
        <message numerus="yes">
            <source>From %n statement(s) of the last %1, up to %2.</source>
            <translation>
                <numerusform>依据最近 %1 的 %n 份账单，截至 %2。</numerusform>
            </translation>
        </message>
        <message>
            <source>Not enough yet: it takes ten minutes and six statements.</source>
            <translation>数据还不够：需要十分钟和六份账单。</translation>
        </message>
        <message>
            <source>What if …</source>
            <translation>假如……</translation>
        </message>
        <message>
            <source>More disk</source>
            <translation>更多磁盘</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>More bandwidth</source>
            <translation>更多带宽</translation>
        </message>
        <message>
            <source>What if</source>
            <translation>假如</translation>
        </message>
        <message>
            <source>More disk helps only while the space is full, more bandwidth only while uploads press against your limit. How often that was so is known from this node's history; at best the addition would have earned then what the rest earned. What viewers will ask for nobody knows, so the least is nothing.</source>
            <translation>只有空间已满时，更多磁盘才有用；只有上传顶到限速时，更多带宽才有用。这种情况出现的频率可从本节点的历史得知；增加的部分最多也只能像原有部分一样获得收益。观众会请求什么无人知晓，所以最少是零。</translation>
        </message>
        <message>
            <source>Disk: earned by serving ÷ (average bytes stored × time) × more bytes × share of the time that the space was full. Bandwidth: earned by serving ÷ bytes credited × more bytes a second × share of the time at the limit.</source>
            <translation>磁盘：服务收益 ÷（平均存储字节 × 时间）× 增加的字节 × 空间已满的时间占比。带宽：服务收益 ÷ 入账字节 × 每秒增加的字节 × 达到限速的时间占比。</translation>
        </message>
        <message>
            <source>Nothing was measured in the time of these statements.</source>
            <translation>这些账单的时间内没有测量数据。</translation>
        </message>
        <message>
            <source>Nothing: your space was never nearly full.</source>
            <translation>没有：您的空间从未接近用满。</translation>
        </message>
        <message>
            <source>Not known: nothing was stored.</source>
            <translation>未知：没有存储任何内容。</translation>
        </message>
        <message>
            <source>%1: nothing to %2 more. Your space was nearly full for %3 of the time.</source>
            <translation>%1：增加 0 到 %2。有 %3 的时间空间接近用满。</translation>
        </message>
        <message>
            <source>Nothing: you have set no limit, so none holds uploads back.</source>
            <translation>没有：您没有设置限速，上传不受其限制。</translation>
        </message>
        <message>
            <source>Nothing: your limit of %1 was never reached.</source>
            <translation>没有：从未达到您设置的 %1 限速。</translation>
        </message>
        <message>
            <source>Not known: nothing was credited.</source>
            <translation>未知：没有入账。</translation>
        </message>
        <message>
            <source>%1: nothing to %2 more. Uploads were at your limit for %3 of the time.</source>
            <translation>%1：增加 0 到 %2。有 %3 的时间上传达到限速。</translation>
        </message>
    </context>
    <context>
        <name>meson::shell</name>
        <message>
            <source>Overview</source>
            <translation>总览</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>存储</translation>
        </message>
        <message>
            <source>Bandwidth</source>
            <translation>带宽</translation>
        </message>
        <message>
            <source>Activity</source>
            <translation>动态</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Earnings</source>
            <translation>收益</translation>
        </message>
        <message>
            <source>Wallet</source>
            <translation>钱包</translation>
        </message>
        <message>
            <source>Hardware</source>
            <translation>硬件</translation>
        </message>
        <message>
            <source>Doctor</source>
            <translation>诊断</translation>
        </message>
        <message>
            <source>Machines</source>
            <translation>机器</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::Application</name>
        <message>
            <source>Keep earning in the background?</source>
            <translation>在后台继续赚取？</translation>
        </message>
        <message>
            <source>The window closes, the node goes on; it is in the tray. Quitting ends serving: viewers are sent elsewhere, and a node that is away earns nothing.</source>
            <translation>窗口关闭后节点会继续运行，图标在托盘中。退出会停止服务：观众会转到别处，离线的节点没有收益。</translation>
        </message>
        <message>
            <source>Keep running</source>
            <translation>继续运行</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Do not ask again</source>
            <translation>不再询问</translation>
        </message>
        <message>
            <source>The desktop does not take this program into what it starts at login: check the permissions of its settings.</source>
            <translation>桌面没有接受把本程序加入登录启动项：请检查其设置的权限。</translation>
        </message>
        <message numerus="yes">
            <source>Right now %n connection(s) of viewers are open.</source>
            <translation>
                <numerusform>目前有 %n 个观众连接。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>meson::shell::CommandPalette</name>
        <message>
            <source>Commands</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Go to a page or run a command</source>
            <translation>前往页面或运行命令</translation>
        </message>
        <message>
            <source>Search commands</source>
            <translation>搜索命令</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::DesktopNotices</name>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Meson Miner</source>
            <translation>Meson Miner</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::LimitStep</name>
        <message>
            <source>How much of your line?</source>
            <translation>使用多少带宽？</translation>
        </message>
        <message>
            <source>Limits hold at once and can be changed at any time; a weekly schedule is on the Bandwidth page.</source>
            <translation>限制立即生效，可随时更改；每周计划在“带宽”页面。</translation>
        </message>
        <message>
            <source>Upload</source>
            <translation>上传</translation>
        </message>
        <message>
            <source>Traffic in a month</source>
            <translation>每月流量</translation>
        </message>
        <message>
            <source>Pause on a metered connection</source>
            <translation>按流量计费时暂停</translation>
        </message>
        <message>
            <source>Pause on battery</source>
            <translation>使用电池时暂停</translation>
        </message>
        <message>
            <source>Limit the upload</source>
            <translation>限制上传</translation>
        </message>
        <message>
            <source>Limit the traffic of a month</source>
            <translation>限制每月流量</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::MainWindow</name>
        <message>
            <source>%1 It is tried again %2.</source>
            <translation>%1 将于%2重试。</translation>
        </message>
        <message>
            <source>Meson Miner</source>
            <translation>Meson Miner</translation>
        </message>
        <message>
            <source>Pause serving</source>
            <translation>暂停服务</translation>
        </message>
        <message>
            <source>Resume serving</source>
            <translation>恢复服务</translation>
        </message>
        <message>
            <source>Check reachability</source>
            <translation>检查外部可访问性</translation>
        </message>
        <message>
            <source>Set up again</source>
            <translation>重新设置</translation>
        </message>
        <message>
            <source>Quit Meson Miner</source>
            <translation>退出 Meson Miner</translation>
        </message>
        <message>
            <source>Commands</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>DEMO</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>The engine has stopped</source>
            <translation>引擎已停止</translation>
        </message>
        <message>
            <source>Try now</source>
            <translation>立即重试</translation>
        </message>
        <message>
            <source>A disk is gone</source>
            <translation>磁盘已断开</translation>
        </message>
        <message>
            <source>%1 does not answer: check the disk or its cable.</source>
            <translation>%1 没有响应：请检查磁盘或连接线。</translation>
        </message>
        <message>
            <source>Storage</source>
            <translation>存储</translation>
        </message>
        <message>
            <source>The disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>%1 keeps the space that is reserved for you; nothing new is stored until there is room.</source>
            <translation>%1 保留着为您预留的空间；腾出空间之前不会存储新内容。</translation>
        </message>
        <message>
            <source>The network cannot be reached</source>
            <translation>无法连接网络</translation>
        </message>
        <message>
            <source>This computer has no network connection. As soon as there is one the node joins by itself; nothing is lost until then.</source>
            <translation>本机没有网络连接。一旦有了连接，节点会自动加入；在此之前不会丢失任何东西。</translation>
        </message>
        <message>
            <source>Meson Miner crashed last time</source>
            <translation>Meson Miner 上次崩溃了</translation>
        </message>
        <message>
            <source>Meson Miner was ended by force last time</source>
            <translation>Meson Miner 上次被强行结束</translation>
        </message>
        <message>
            <source>Report…</source>
            <translation>报告…</translation>
        </message>
        <message>
            <source>What was stored is checked before it is served again. The report says where it happened; it goes nowhere unless you give it to somebody.</source>
            <translation>已存储的内容在再次提供之前会经过检查。报告说明崩溃发生在哪里；除非您交给别人，否则它不会发往任何地方。</translation>
        </message>
        <message>
            <source>It had no time to tell the Router; what was stored is checked before it is served again. If the power was not lost, the report may say more.</source>
            <translation>它来不及通知路由器；已存储的内容在再次提供之前会经过检查。如果不是断电，报告可能会说明更多。</translation>
        </message>
        <message>
            <source>A penalty: a part of what was served earns nothing</source>
            <translation>处罚：已提供的一部分没有收益</translation>
        </message>
        <message>
            <source>Alternative limit on or off</source>
            <translation>开启或关闭备用限速</translation>
        </message>
        <message>
            <source>Viewers cannot reach this computer</source>
            <translation>观众无法访问这台电脑</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::NetworkStep</name>
        <message>
            <source>Welcome to Meson Miner</source>
            <translation>欢迎使用 Meson Miner</translation>
        </message>
        <message>
            <source>It lends disk space and upload to a delivery network and earns for what it serves. It uses only what you allow, never touches your own files, and you can pause it at any time.</source>
            <translation>它把磁盘空间和上传带宽出借给内容分发网络，并因提供服务而获得收益。它只使用您允许的资源，从不触碰您的文件，您可以随时暂停。</translation>
        </message>
        <message>
            <source>Try the demo on this computer</source>
            <translation>在本机试用演示</translation>
        </message>
        <message>
            <source>Join a network</source>
            <translation>加入网络</translation>
        </message>
        <message>
            <source>A whole small network starts here: real traffic between real nodes, play money.</source>
            <translation>在本机启动一个完整的小型网络：真实节点之间的真实流量，代币仅供演示。</translation>
        </message>
        <message>
            <source>https://router.example or a meson: link</source>
            <translation>https://router.example 或 meson: 链接</translation>
        </message>
        <message>
            <source>Address of the network's Router</source>
            <translation>网络路由器的地址</translation>
        </message>
        <message>
            <source>This computer has no network connection now. The demo needs none; a network is joined as soon as there is one.</source>
            <translation>本机目前没有网络连接。演示不需要连接；要加入的网络会在有连接时自动加入。</translation>
        </message>
        <message>
            <source>Its operator names the address of the Router, or gives you a link to click.</source>
            <translation>网络的运营者会告诉您路由器的地址，或给您一个可点击的链接。</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::Onboarding</name>
        <message>
            <source>Back</source>
            <translation>上一步</translation>
        </message>
        <message>
            <source>Set up Meson Miner</source>
            <translation>设置 Meson Miner</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
        <message>
            <source>Step %1 of %2</source>
            <translation>第 %1 步，共 %2 步</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::PauseMenu</name>
        <message>
            <source>For 30 minutes</source>
            <translation>30 分钟</translation>
        </message>
        <message>
            <source>For 1 hour</source>
            <translation>1 小时</translation>
        </message>
        <message>
            <source>Until tomorrow</source>
            <translation>直到明天</translation>
        </message>
        <message>
            <source>Until I resume</source>
            <translation>直到我恢复</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::PayoutStep</name>
        <message>
            <source>Where do rewards go?</source>
            <translation>奖励发到哪里？</translation>
        </message>
        <message>
            <source>Paste an Ethereum address of yours. You can also do this later: what you earn until then is kept for you.</source>
            <translation>粘贴您的以太坊地址。也可以稍后填写：在此之前的收益会为您保留。</translation>
        </message>
        <message>
            <source>Payout address</source>
            <translation>收款地址</translation>
        </message>
        <message>
            <source>Only you can spend what arrives there; this program never asks for a private key or a recovery phrase.</source>
            <translation>只有您能动用到账的款项；本程序从不索要私钥或助记词。</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::SpaceStep</name>
        <message>
            <source>How much space?</source>
            <translation>使用多少空间？</translation>
        </message>
        <message>
            <source>The cache never takes more than this, and always leaves a reserve on the disk to you.</source>
            <translation>缓存绝不会超过此值，并始终为您保留一部分磁盘空间。</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空间</translation>
        </message>
        <message>
            <source>Folder of the cache</source>
            <translation>缓存文件夹</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Leaves %1 of %2 free.</source>
            <translation>剩余 %1（共 %2 可用）。</translation>
        </message>
        <message>
            <source>Only %1 are free there now; the cache grows as far as the disk allows.</source>
            <translation>目前仅有 %1 可用；缓存会在磁盘允许的范围内增长。</translation>
        </message>
        <message>
            <source>You may not write there: choose another folder.</source>
            <translation>您没有写入权限：请另选文件夹。</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::SummaryStep</name>
        <message>
            <source>Ready</source>
            <translation>准备就绪</translation>
        </message>
        <message>
            <source>Nothing has been written or started yet. This is what you chose:</source>
            <translation>尚未写入或启动任何内容。您的选择如下：</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>The demo on this computer; all money is play money</source>
            <translation>这台电脑上的演示网络；所有金额都是模拟的</translation>
        </message>
        <message>
            <source>Payout address</source>
            <translation>收款地址</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>稍后</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空间</translation>
        </message>
        <message>
            <source>%1 in %2</source>
            <translation>%2 中 %1</translation>
        </message>
        <message>
            <source>Upload</source>
            <translation>上传</translation>
        </message>
        <message>
            <source>At most %1</source>
            <translation>最多 %1</translation>
        </message>
        <message>
            <source>No limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>Traffic in a month</source>
            <translation>每月流量</translation>
        </message>
    </context>
    <context>
        <name>meson::shell::Tray</name>
        <message>
            <source>Open Meson Miner</source>
            <translation>打开 Meson Miner</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Alternative limit</source>
            <translation>备用限速</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Earned today: %1 (DEMO)</source>
            <translation>今日收益：%1（演示）</translation>
        </message>
        <message>
            <source>Earned today: %1</source>
            <translation>今日收益：%1</translation>
        </message>
        <message>
            <source>Serving %1</source>
            <translation>提供 %1</translation>
        </message>
        <message>
            <source>Meson Miner</source>
            <translation>Meson Miner</translation>
        </message>
    </context>
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
        <name>meson::widgets::NumberField</name>
        <message>
            <source>not entered</source>
            <translation>未填写</translation>
        </message>
        <message>
            <source>This is not a number, as %1.</source>
            <translation>这不是数字，例如 %1。</translation>
        </message>
        <message>
            <source>This must not be negative.</source>
            <translation>不能为负数。</translation>
        </message>
        <message>
            <source>At most %1.</source>
            <translation>最多 %1。</translation>
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
        <message>
            <source>Rewards of the accounting periods that ended since midnight here.</source>
            <translation>本地时间零点以来结束的结算周期的奖励。</translation>
        </message>
        <message>
            <source>Sum of serving and standby over today&apos;s signed statements.</source>
            <translation>今天已签名账单中服务与待命奖励之和。</translation>
        </message>
        <message>
            <source>All that leaves for viewers, with heads and encryption, as the limit counts it.</source>
            <translation>发往观众的全部数据，包括头部和加密开销，与限速的计算方式相同。</translation>
        </message>
        <message>
            <source>bytes of the last 10 s ÷ 10 s × 8</source>
            <translation>最近 10 秒的字节数 ÷ 10 秒 × 8</translation>
        </message>
        <message>
            <source>What comes in to fill the cache.</source>
            <translation>为填充缓存而取入的数据。</translation>
        </message>
        <message>
            <source>Whether the Router, which tries from outside as viewers do, came in. Nothing that only this computer believes counts.</source>
            <translation>路由器是否像观众一样从外部连入。仅凭本机自己的判断不算数。</translation>
        </message>
        <message>
            <source>reached = the Router&apos;s latest probe of this address and port succeeded</source>
            <translation>可访问 = 路由器最近一次对该地址和端口的探测成功</translation>
        </message>
        <message>
            <source>Alternative limit</source>
            <translation>备用限速</translation>
        </message>
        <message>
            <source>Press to hold serving to the second, lower limit.</source>
            <translation>点按后，上传将限制在较低的第二限速。</translation>
        </message>
        <message>
            <source>Serving is held to %1 until you press again. The Bandwidth page sets the limit, and the hours in which it holds by itself.</source>
            <translation>上传限制在 %1，再次点按即可解除。限速数值以及自动生效的时段可在“带宽”页设置。</translation>
        </message>
        <message>
            <source>Serving is held to %1. Press to lift that.</source>
            <translation>上传限制在 %1。点按即可解除。</translation>
        </message>
        <message>
            <source>bytes that leave in any 10 s ≤ limit × 10 s</source>
            <translation>任意 10 秒内发出的字节数 ≤ 限速 × 10 秒</translation>
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
        <message>
            <source>%1 from %2 to %3</source>
            <translation>%1：%2 至 %3</translation>
        </message>
    </context>
    <context>
        <name>meson::widgets::ToastArea</name>
        <message>
            <source>Close this message</source>
            <translation>关闭此消息</translation>
        </message>
    </context>
    <context>
        <name>meson::widgets::Units</name>
        <message>
            <source>B</source>
            <translation>B</translation>
        </message>
        <message>
            <source>kB</source>
            <translation>kB</translation>
        </message>
        <message>
            <source>MB</source>
            <translation>MB</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>TB</source>
            <translation>TB</translation>
        </message>
        <message>
            <source>PB</source>
            <translation>PB</translation>
        </message>
        <message>
            <source>kbit/s</source>
            <translation>kbit/s</translation>
        </message>
        <message>
            <source>Mbit/s</source>
            <translation>Mbit/s</translation>
        </message>
        <message>
            <source>Gbit/s</source>
            <translation>Gbit/s</translation>
        </message>
        <message>
            <source>d</source>
            <translation>天</translation>
        </message>
        <message>
            <source>h</source>
            <translation>小时</translation>
        </message>
        <message>
            <source>min</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>s</source>
            <translation>秒</translation>
        </message>
        <message>
            <source>just now</source>
            <translation>刚刚</translation>
        </message>
        <message>
            <source>%1 ago</source>
            <translation>%1前</translation>
        </message>
        <message>
            <source>in %1</source>
            <translation>%1后</translation>
        </message>
        <message>
            <source>kB/s</source>
            <translation>kB/s</translation>
        </message>
        <message>
            <source>MB/s</source>
            <translation>MB/s</translation>
        </message>
        <message>
            <source>GB/s</source>
            <translation>GB/s</translation>
        </message>
        <message>
            <source>B/s</source>
            <translation>B/s</translation>
        </message>
        <message>
            <source>under %1</source>
            <translation>不足 %1</translation>
        </message>
    </context>
    <context>
        <name>meson::pages::EarningsChart</name>
        <message>
            <source>No earnings in this time</source>
            <translation>这段时间没有收益</translation>
        </message>
        <message>
            <source>The first statement comes at the end of an accounting period in which this node served or stood ready.</source>
            <translation>本节点提供服务或待命的结算周期结束时，会收到第一份账单。</translation>
        </message>
        <message>
            <source>Serving</source>
            <translation>服务</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>待命</translation>
        </message>
        <message>
            <source>Lost to penalties</source>
            <translation>因处罚损失</translation>
        </message>
    </context>
</TS>
