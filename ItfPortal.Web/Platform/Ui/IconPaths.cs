namespace ItfPortal.Web.Platform.Ui;

/// <summary>The portal's icons. Written by scripts/fonts/write-icons.mjs: Tabler's outlines (MIT) and our own.</summary>
public enum IconName
{
    /// <summary>AlertCircle.</summary>
    AlertCircle,
    /// <summary>AlertTriangle.</summary>
    AlertTriangle,
    /// <summary>ArrowLeft.</summary>
    ArrowLeft,
    /// <summary>ArrowRight.</summary>
    ArrowRight,
    /// <summary>Ban.</summary>
    Ban,
    /// <summary>Building.</summary>
    Building,
    /// <summary>Calendar.</summary>
    Calendar,
    /// <summary>Check.</summary>
    Check,
    /// <summary>ChevronDown.</summary>
    ChevronDown,
    /// <summary>ChevronLeft.</summary>
    ChevronLeft,
    /// <summary>ChevronRight.</summary>
    ChevronRight,
    /// <summary>ChevronUp.</summary>
    ChevronUp,
    /// <summary>CircleCheck.</summary>
    CircleCheck,
    /// <summary>Clock.</summary>
    Clock,
    /// <summary>Download.</summary>
    Download,
    /// <summary>Eye.</summary>
    Eye,
    /// <summary>Filter.</summary>
    Filter,
    /// <summary>FilterOff.</summary>
    FilterOff,
    /// <summary>HalfCircle.</summary>
    HalfCircle,
    /// <summary>Headset.</summary>
    Headset,
    /// <summary>Info.</summary>
    Info,
    /// <summary>Invoice.</summary>
    Invoice,
    /// <summary>Language.</summary>
    Language,
    /// <summary>Lock.</summary>
    Lock,
    /// <summary>Mail.</summary>
    Mail,
    /// <summary>MapPin.</summary>
    MapPin,
    /// <summary>Menu.</summary>
    Menu,
    /// <summary>Message.</summary>
    Message,
    /// <summary>Moon.</summary>
    Moon,
    /// <summary>Pallet.</summary>
    Pallet,
    /// <summary>Pause.</summary>
    Pause,
    /// <summary>Pencil.</summary>
    Pencil,
    /// <summary>Phone.</summary>
    Phone,
    /// <summary>Play.</summary>
    Play,
    /// <summary>Plus.</summary>
    Plus,
    /// <summary>Quote.</summary>
    Quote,
    /// <summary>Refresh.</summary>
    Refresh,
    /// <summary>Search.</summary>
    Search,
    /// <summary>SignIn.</summary>
    SignIn,
    /// <summary>SignOut.</summary>
    SignOut,
    /// <summary>Stack.</summary>
    Stack,
    /// <summary>Stamp.</summary>
    Stamp,
    /// <summary>Sun.</summary>
    Sun,
    /// <summary>SunMoon.</summary>
    SunMoon,
    /// <summary>Tools.</summary>
    Tools,
    /// <summary>Truck.</summary>
    Truck,
    /// <summary>TruckPart.</summary>
    TruckPart,
    /// <summary>User.</summary>
    User,
    /// <summary>Users.</summary>
    Users,
    /// <summary>WifiOff.</summary>
    WifiOff,
    /// <summary>X.</summary>
    X,
}

/// <summary>What draws each icon: one path on a 24 by 24 grid, stroked.</summary>
internal static class IconPaths
{
    /// <summary>The <c>d</c> of the icon's path.</summary>
    public static string Of(IconName name) => name switch
    {
        IconName.AlertCircle => "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0 M12 8v4 M12 16h.01",
        IconName.AlertTriangle => "M12 9v4 M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0 M12 16h.01",
        IconName.ArrowLeft => "M5 12l14 0 M5 12l6 6 M5 12l6 -6",
        IconName.ArrowRight => "M5 12l14 0 M13 18l6 -6 M13 6l6 6",
        IconName.Ban => "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0 M5.7 5.7l12.6 12.6",
        IconName.Building => "M3 21l18 0 M9 8l1 0 M9 12l1 0 M9 16l1 0 M14 8l1 0 M14 12l1 0 M14 16l1 0 M5 21v-16a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v16",
        IconName.Calendar => "M4 7a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12 M16 3l0 4 M8 3l0 4 M4 11l16 0 M8 15h2v2h-2l0 -2",
        IconName.Check => "M5 12l5 5l10 -10",
        IconName.ChevronDown => "M6 9l6 6l6 -6",
        IconName.ChevronLeft => "M15 6l-6 6l6 6",
        IconName.ChevronRight => "M9 6l6 6l-6 6",
        IconName.ChevronUp => "M6 15l6 -6l6 6",
        IconName.CircleCheck => "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0 M9 12l2 2l4 -4",
        IconName.Clock => "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0 M12 7v5l3 3",
        IconName.Download => "M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2 -2v-2 M7 11l5 5l5 -5 M12 4l0 12",
        IconName.Eye => "M10 12a2 2 0 1 0 4 0a2 2 0 0 0 -4 0 M21 12c-2.4 4 -5.4 6 -9 6c-3.6 0 -6.6 -2 -9 -6c2.4 -4 5.4 -6 9 -6c3.6 0 6.6 2 9 6",
        IconName.Filter => "M4 4h16v2.172a2 2 0 0 1 -.586 1.414l-4.414 4.414v7l-6 2v-8.5l-4.48 -4.928a2 2 0 0 1 -.52 -1.345v-2.227",
        IconName.FilterOff => "M8 4h12v2.172a2 2 0 0 1 -.586 1.414l-3.914 3.914m-.5 3.5v4l-6 2v-8.5l-4.48 -4.928a2 2 0 0 1 -.52 -1.345v-2.227 M3 3l18 18",
        IconName.HalfCircle => "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0 M12 3v18 M12 14l7 -7 M12 19l8.5 -8.5 M12 9l4.5 -4.5",
        IconName.Headset => "M4 14v-3a8 8 0 1 1 16 0v3 M18 19c0 1.657 -2.686 3 -6 3 M4 14a2 2 0 0 1 2 -2h1a2 2 0 0 1 2 2v3a2 2 0 0 1 -2 2h-1a2 2 0 0 1 -2 -2v-3 M15 14a2 2 0 0 1 2 -2h1a2 2 0 0 1 2 2v3a2 2 0 0 1 -2 2h-1a2 2 0 0 1 -2 -2v-3",
        IconName.Info => "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0 M12 9h.01 M11 12h1v4h1",
        IconName.Invoice => "M14 3v4a1 1 0 0 0 1 1h4 M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2 M9 7l1 0 M9 13l6 0 M13 17l2 0",
        IconName.Language => "M9 6.371c0 4.418 -2.239 6.629 -5 6.629 M4 6.371h7 M5 9c0 2.144 2.252 3.908 6 4 M12 20l4 -9l4 9 M19.1 18h-6.2 M6.694 3l.793 .582",
        IconName.Lock => "M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6 M11 16a1 1 0 1 0 2 0a1 1 0 0 0 -2 0 M8 11v-4a4 4 0 1 1 8 0v4",
        IconName.Mail => "M3 7a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-10 M3 7l9 6l9 -6",
        IconName.MapPin => "M9 11a3 3 0 1 0 6 0a3 3 0 0 0 -6 0 M17.657 16.657l-4.243 4.243a2 2 0 0 1 -2.827 0l-4.244 -4.243a8 8 0 1 1 11.314 0",
        IconName.Menu => "M4 6l16 0 M4 12l16 0 M4 18l16 0",
        IconName.Message => "M8 9h8 M8 13h6 M18 4a3 3 0 0 1 3 3v8a3 3 0 0 1 -3 3h-5l-5 3v-3h-2a3 3 0 0 1 -3 -3v-8a3 3 0 0 1 3 -3h12",
        IconName.Moon => "M12 3c.132 0 .263 0 .393 0a7.5 7.5 0 0 0 7.92 12.446a9 9 0 1 1 -8.313 -12.454l0 .008",
        IconName.Pallet => "M3 4h18v3.5h-18z M3 10.25h18v3.5h-18z M3 16.5h18v3.5h-18z M6 7.5v2.75 M18 7.5v2.75 M6 13.75v2.75 M18 13.75v2.75",
        IconName.Pause => "M6 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1l0 -12 M14 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1l0 -12",
        IconName.Pencil => "M4 20h4l10.5 -10.5a2.828 2.828 0 1 0 -4 -4l-10.5 10.5v4 M13.5 6.5l4 4",
        IconName.Phone => "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2",
        IconName.Play => "M7 4v16l13 -8l-13 -8",
        IconName.Plus => "M12 5l0 14 M5 12l14 0",
        IconName.Quote => "M14 3v4a1 1 0 0 0 1 1h4 M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2 M9 9l1 0 M9 13l6 0 M9 17l6 0",
        IconName.Refresh => "M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4 M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4",
        IconName.Search => "M3 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0 M21 21l-6 -6",
        IconName.SignIn => "M15 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2 M21 12h-13l3 -3 M11 15l-3 -3",
        IconName.SignOut => "M14 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2 M9 12h12l-3 -3 M18 15l3 -3",
        IconName.Stack => "M3 5h18 M3 9.5h18 M5 5v4.5 M12 5v4.5 M19 5v4.5 M3 14h18 M5 9.5v4.5 M12 9.5v4.5 M19 9.5v4.5 M3 18.5h18 M5 14v4.5 M12 14v4.5 M19 14v4.5",
        IconName.Stamp => "M9.5 10.5c0 -1.6 -1 -2.4 -1 -4a3.5 3.5 0 0 1 7 0c0 1.6 -1 2.4 -1 4v2h3.5a2 2 0 0 1 2 2v2h-16v-2a2 2 0 0 1 2 -2h3.5z M4 20.5h16",
        IconName.Sun => "M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0 M3 12h1m8 -9v1m8 8h1m-9 8v1m-6.4 -15.4l.7 .7m12.1 -.7l-.7 .7m0 11.4l.7 .7m-12.1 -.7l-.7 .7",
        IconName.SunMoon => "M9.173 14.83a4 4 0 1 1 5.657 -5.657 M11.294 12.707l.174 .247a7.5 7.5 0 0 0 8.845 2.492a9 9 0 0 1 -14.671 2.914 M3 12h1 M12 3v1 M5.6 5.6l.7 .7 M3 21l18 -18",
        IconName.Tools => "M11.414 10l-7.383 7.418a2.091 2.091 0 0 0 0 2.967a2.11 2.11 0 0 0 2.976 0l7.407 -7.385 M18.121 15.293l2.586 -2.586a1 1 0 0 0 0 -1.414l-7.586 -7.586a1 1 0 0 0 -1.414 0l-2.586 2.586a1 1 0 0 0 0 1.414l7.586 7.586a1 1 0 0 0 1.414 0",
        IconName.Truck => "M2.5 16.5v-10h11v10 M13.5 9.5h4l4 4v3h-1.5 M16 16.5h-6.5 M5.5 16.5h-3 M5.5 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M16 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M5 9.75h6 M5 12.5h6",
        IconName.TruckPart => "M2.5 16.5v-10h11v10 M13.5 9.5h4l4 4v3h-1.5 M16 16.5h-6.5 M5.5 16.5h-3 M5.5 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M16 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M5.25 13.75h5.5 M5.25 12.75h5.5 M5.25 11.75h5.5",
        IconName.User => "M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0 M6 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2",
        IconName.Users => "M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0 M3 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2 M16 3.13a4 4 0 0 1 0 7.75 M21 21v-2a4 4 0 0 0 -3 -3.85",
        IconName.WifiOff => "M12 18l.01 0 M9.172 15.172a4 4 0 0 1 5.656 0 M6.343 12.343a7.963 7.963 0 0 1 3.864 -2.14m4.163 .155a7.965 7.965 0 0 1 3.287 2 M3.515 9.515a12 12 0 0 1 3.544 -2.455m3.101 -.92a12 12 0 0 1 10.325 3.374 M3 3l18 18",
        IconName.X => "M18 6l-12 12 M6 6l12 12",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
