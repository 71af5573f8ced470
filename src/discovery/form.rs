//! The forms of inventories that are read, with the marks by which each is told.

/// What an inventory can show: a source that was not given could have shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surface {
    /// Configurations of MCP servers and clients.
    Mcp,
    /// Packages that code rests on.
    Packages,
    /// Extensions of editors.
    Editors,
    /// Extensions of browsers.
    Browsers,
    /// Programs and applications on devices.
    Devices,
    /// What is looked up or called.
    Network,
    /// Accounts, consents and sign-ins.
    Accounts,
}

impl Surface {
    /// Every surface.
    pub const ALL: [Self; 7] =
        [Self::Mcp, Self::Packages, Self::Editors, Self::Browsers, Self::Devices, Self::Network, Self::Accounts];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Packages => "packages",
            Self::Editors => "editors",
            Self::Browsers => "browsers",
            Self::Devices => "devices",
            Self::Network => "network",
            Self::Accounts => "accounts",
        }
    }

    /// What it is, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Mcp => "MCP configurations",
            Self::Packages => "packages and models in code",
            Self::Editors => "editor extensions",
            Self::Browsers => "browser extensions",
            Self::Devices => "programs on devices",
            Self::Network => "DNS and proxy",
            Self::Accounts => "accounts and sign-ins",
        }
    }
}

/// Declares the forms once: the word for each, what people call it, by what it is told, and what it can show.
macro_rules! forms {
    ($($name:ident = $word:literal, $title:literal, $sign:literal, [$($surface:ident),*];)+) => {
        /// The form of an inventory.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum InventoryForm { $(#[doc = $title] $name,)+ }

        impl InventoryForm {
            /// Every form.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its word, in output that programs read.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What people call it.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// By what it is told.
            #[must_use]
            pub const fn sign(self) -> &'static str {
                match self { $(Self::$name => $sign,)+ }
            }

            /// What it can show.
            #[must_use]
            pub const fn surfaces(self) -> &'static [Surface] {
                match self { $(Self::$name => &[$(Surface::$surface),*],)+ }
            }
        }
    };
}

forms! {
    Mcp = "mcp", "MCP configuration of a client", "`mcpServers`, `servers`, `mcp`, `context_servers`, `mcp_servers` or `extensions` with commands or addresses, in JSON, TOML or YAML", [Mcp];
    AccountFile = "account-file", "account file of a client", "`oauthAccount`, `tokens.id_token` or `active` with a mail address", [Accounts];
    EditorList = "editor-list", "extensions of an editor, as `code` lists them with their versions", "`publisher.name@version` on every line", [Editors];
    FleetAiTools = "fleet-ai-tools", "Fleet, table ai_tools", "rows with `type`, `identifier`, `source` and `detail`", [Mcp, Editors, Browsers, Devices];
    Osquery = "osquery", "osquery results", "a log with `hostIdentifier` and `snapshot` or `columns`, or bare rows of a known query", [Editors, Browsers, Devices, Packages];
    CycloneDx = "cyclonedx", "CycloneDX in JSON", "`bomFormat` is `CycloneDX`", [Packages, Mcp];
    NpmLock = "npm-lock", "package-lock.json", "`lockfileVersion` with `packages` or `dependencies`", [Packages];
    BunLock = "bun-lock", "bun.lock", "`lockfileVersion` and `workspaces`, with `packages` of lists", [Packages];
    YarnLock = "yarn-lock", "yarn.lock", "`# yarn lockfile v1` or `__metadata`", [Packages];
    PnpmLock = "pnpm-lock", "pnpm-lock.yaml", "`lockfileVersion` in YAML", [Packages];
    Requirements = "requirements", "requirements.txt", "a requirement on every line, one with a version at least", [Packages];
    PythonLock = "python-lock", "poetry.lock, uv.lock, pylock.toml", "`[[package]]` with `[metadata] lock-version` or `requires-python`; `lock-version` with `[[packages]]`", [Packages];
    Pipfile = "pipfile-lock", "Pipfile.lock", "`_meta` with `pipfile-spec`", [Packages];
    CargoLock = "cargo-lock", "Cargo.lock", "`[[package]]` with `version` above", [Packages];
    ApmLock = "apm-lock", "apm.lock.yaml", "`lockfile_version` with `dependencies`", [Mcp, Packages];
    UmbrellaDns = "umbrella-dns", "Cisco Umbrella, DNS logs from S3", "quoted cells: moment, identity, identities, two addresses, action, query type, response, domain", [Network];
    UmbrellaProxy = "umbrella-proxy", "Cisco Umbrella, proxy logs from S3", "quoted cells: moment, identity, three addresses, content type, action, URL", [Network];
    UmbrellaActivity = "umbrella-activity", "Cisco Umbrella, activity export", "header `Domain,Identities,Internal IP`", [Network];
    CloudflareDns = "cloudflare-dns", "Cloudflare, gateway_dns", "JSON lines with `QueryName` and `ResolverDecision`", [Network];
    CloudflareHttp = "cloudflare-http", "Cloudflare, gateway_http", "JSON lines with `HTTPHost` and `Action`", [Network];
    NextDns = "nextdns", "NextDNS logs", "header with `timestamp`, `domain`, `query_type`, `client_ip`, `status`, `root_domain` and `device_name`", [Network];
    PaloAlto = "palo-alto", "Palo Alto Networks, URL log", "header with `Receive Time`, `Serial #`, `Source address`, `Source User`, `Action` and `URL`", [Network];
    Zscaler = "zscaler", "Zscaler NSS, web and DNS", "JSON lines with `sourcetype` of `zscalernss-` and `event`", [Network];
    FortiGate = "fortigate", "FortiGate, webfilter and DNS", "`key=value` with `type=\"utm\"` or `type=\"dns\"` and `subtype`", [Network];
    Squid = "squid", "Squid, access.log", "seconds, duration, client, code/status, bytes, method, URL", [Network];
    Dnsmasq = "dnsmasq", "dnsmasq, Pi-hole, UniFi", "`dnsmasq[...]: query[A] NAME from IP`", [Network];
    Cef = "cef", "Common Event Format", "`CEF:0|` with `dhost` or `request`", [Network];
    ChromeApps = "chrome-apps", "Chrome Management API, countInstalledApps", "`installedApps` with `appId`", [Browsers];
    GoogleTokens = "google-tokens", "Google Workspace, token audit as CSV", "header `Event name,User,Application name,Client ID,Scope,Date,IP`", [Accounts];
    GoogleTokenApi = "google-token-api", "Google Reports API, tokens", "`items` with `events` and `actor`", [Accounts];
    GamTokens = "gam-tokens", "GAM, print tokens", "header with `user`, `clientId`, `displayText` and `scopes`", [Accounts];
    ServicePrincipals = "service-principals", "Microsoft Graph, servicePrincipals", "`appId` with `appOwnerOrganizationId` or `servicePrincipalType`", [Accounts];
    SignIns = "sign-ins", "Microsoft Graph, sign-ins", "`appId` with `createdDateTime` and `status`", [Accounts];
    OktaApps = "okta-apps", "Okta, list of apps", "`signOnMode` with `name`, `label` and `status`", [Accounts];
    DetectedApps = "detected-apps", "Intune, detectedApps", "`displayName` with `deviceCount` and `version`", [Devices];
    IntuneApps = "intune-apps", "Intune, AppInvRawData as CSV", "header with `ApplicationName`, `ApplicationVersion` and `DeviceName`", [Devices];
    ShadowAiGuard = "shadow-ai-guard", "shadow-ai-guard, findings", "`tool` with `surface`, `severity` and `source`", [Devices, Browsers, Mcp, Network, Accounts];
    Plain = "plain", "plain list", "a package URL, host, extension id or name on every line", [Devices];
    Empty = "empty", "empty file", "nothing in it", [];
    Folder = "folder", "folder that was scanned", "a folder", [Packages, Mcp, Devices];
}
