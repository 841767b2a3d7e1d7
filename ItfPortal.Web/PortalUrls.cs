namespace ItfPortal.Web;

/// <summary>Every address of the portal, so that none is written twice.</summary>
public static class PortalUrls
{
    public const string Home = "/";
    public const string EnglishHome = "/en";
    public const string SignIn = "/connexion";
    public const string SignOut = "/deconnexion";
    public const string Activation = "/activation";
    public const string AccountRequest = "/demande-de-compte";
    public const string Contact = "/ecrire";
    public const string ContactEnglish = "/en/write";
    public const string Quote = "/soumission";
    public const string QuoteEnglish = "/en/quote";
    public const string Pickup = "/ramassage";
    public const string PickupEnglish = "/en/pickup";
    public const string PasswordReset = "/mot-de-passe";
    public const string PasswordChoice = "/mot-de-passe/nouveau";
    public const string EmailChange = "/courriel";
    public const string AccountEmail = "/compte/courriel";
    public const string Account = "/compte";
    public const string SignInCode = "/connexion/code";
    public const string SignInMail = "/connexion/courriel";
    public const string SignInMailCode = "/connexion/courriel/code";
    public const string SecondFactor = "/compte/validation";
    public const string SecondFactorDone = "/compte/validation?fait=active";
    public const string Confirm = "/compte/confirmer";
    public const string Profile = "/compte/profil";
    public const string Privacy = "/compte/confidentialite";
    public const string SessionState = "/session/etat";
    public const string SessionStay = "/session/suite";
    public const string Orders = "/espace/commandes";
    public const string Invoices = "/espace/factures";
    public const string Company = "/espace/entreprise";
    public const string Board = "/soutien";
    public const string BeginView = "/soutien/vue/nouvelle";
    public const string Journal = "/admin/journal";
    public const string JournalFile = "/admin/journal.csv";
    public const string CompanyJournal = "/espace/entreprise/journal";
    public const string CompanyJournalFile = "/espace/entreprise/journal.csv";
    public const string Admin = "/admin";
    public const string AdminRequests = "/admin/demandes";
    public const string AdminAccounts = "/admin/comptes";
    public const string AdminVisitors = "/admin/visiteurs";
    public const string AdminVisitorFile = "/admin/visiteurs/fichiers/{id}";
    public const string AdminFeatures = "/admin/fonctions";
    public const string AdminMails = "/admin/courriels";
    public const string AdminMailResend = "/admin/courriels/renvoi";
    public const string MailPreview = "/dev/courriels";
    public const string NotFound = "/introuvable";
    public const string Error = "/erreur";
    public const string Language = "/langue";
    public const string Theme = "/theme";
    public const string SessionChanged = "/connexion?raison=session";
    public const string SignedOut = "/connexion?raison=deconnexion";
    public const string PasswordSet = "/connexion?raison=mot-de-passe";
    public const string Activated = "/connexion?raison=activation";
    public const string EmailSet = "/connexion?raison=courriel";
    public const string TooManyTabs = "/onglets";
    public const string CspReport = "/csp-report";
    public const string SiteMap = "/sitemap.xml";
    public const string Robots = "/robots.txt";

    /// <summary>The public home page in the reader's language.</summary>
    public static string HomeIn(bool english) => english ? EnglishHome : Home;

    /// <summary>Value of <c>etat</c> where a link was asked for.</summary>
    public const string LinkSent = "envoye";

    /// <summary>The sign-in page, and where to go afterwards; either may be null.</summary>
    public static string SignInThen(string? returnUrl, string? reason)
    {
        string?[] pairs =
        [
            reason is null ? null : "raison=" + Uri.EscapeDataString(reason),
            returnUrl is null ? null : "ReturnUrl=" + Uri.EscapeDataString(returnUrl),
        ];
        var query = string.Join('&', pairs.OfType<string>());
        return query.Length == 0 ? SignIn : $"{SignIn}?{query}";
    }

    /// <summary>The second step of sign-in, and where to go afterwards; may be null.</summary>
    public static string SignInCodeThen(string? returnUrl) => Then(SignInCode, returnUrl);

    /// <summary>Where a code is asked for in place of the password, and where to go afterwards; may be null.</summary>
    public static string SignInMailThen(string? returnUrl) => Then(SignInMail, returnUrl);

    /// <summary>Where that code is entered, and where to go afterwards; may be null.</summary>
    public static string SignInMailCodeThen(string? returnUrl) => Then(SignInMailCode, returnUrl);

    /// <summary>Where people prove again who they are before something that matters, and come back.</summary>
    public static string ConfirmThen(string returnUrl) => Then(Confirm, returnUrl);

    /// <summary>One order of a customer's; <paramref name="company"/> only when the person has several companies.</summary>
    public static string Order(int id, string? company) => WithCompany(FormattableString.Invariant($"{Orders}/{id}"), company);

    /// <summary>One order as an agent sees it.</summary>
    public static string BoardOrder(int id) => FormattableString.Invariant($"{Board}/commandes/{id}");

    /// <summary>The administrators' list of people, from after the person given on.</summary>
    public static string AdminPeople(string search, int? after)
    {
        string?[] pairs =
        [
            search.Length == 0 ? null : "recherche=" + Uri.EscapeDataString(search),
            after is null ? null : FormattableString.Invariant($"apres={after}"),
        ];
        var query = string.Join('&', pairs.OfType<string>());
        return query.Length == 0 ? Admin : $"{Admin}?{query}";
    }

    /// <summary>The administrators' list of mails.</summary>
    /// <param name="state">A word of the list's; empty for everything unsent.</param>
    /// <param name="older">From after this mail on.</param>
    /// <param name="newer">Up to before this one.</param>
    /// <param name="outcome">What came of the button, as a word.</param>
    public static string Mails(string state, Guid? older, Guid? newer, string? outcome)
    {
        string?[] pairs =
        [
            state.Length == 0 ? null : "etat=" + Uri.EscapeDataString(state),
            older is null ? null : $"apres={older}",
            newer is null ? null : $"avant={newer}",
            outcome is null ? null : "resultat=" + Uri.EscapeDataString(outcome),
        ];
        var query = string.Join('&', pairs.OfType<string>());
        return query.Length == 0 ? AdminMails : $"{AdminMails}?{query}";
    }

    /// <summary>One person as an administrator sees them.</summary>
    public static string AdminPerson(int id) => FormattableString.Invariant($"{Admin}/personnes/{id}");

    /// <summary>One visitor's request for something else.</summary>
    public static string AdminVisitor(int id) => FormattableString.Invariant($"{AdminVisitors}/{id}");

    /// <summary>A file of such a request.</summary>
    public static string AdminVisitorFileOf(int id) => FormattableString.Invariant($"{AdminVisitors}/fichiers/{id}");

    /// <summary>One visitor's request for an account.</summary>
    public static string AdminAccount(int id) => FormattableString.Invariant($"{AdminAccounts}/{id}");

    /// <summary>A page that a mail leads to, with the secret that opens it.</summary>
    public static string WithToken(string url, string token) => $"{url}?jeton={Uri.EscapeDataString(token)}";

    /// <summary>Where one of ITF's people begins to see the portal as one of a company's; what is known already may be given.</summary>
    public static string NewView(int customer, int? person = null, int? order = null)
    {
        string?[] more =
        [
            FormattableString.Invariant($"client={customer}"),
            person is null ? null : FormattableString.Invariant($"personne={person}"),
            order is null ? null : FormattableString.Invariant($"commande={order}"),
        ];
        return $"{BeginView}?{string.Join('&', more.OfType<string>())}";
    }

    /// <summary>The list of orders inside a view; each order's address is below it.</summary>
    public static string ViewOrders(int view) => FormattableString.Invariant($"{Board}/vue/{view}/commandes");

    /// <summary>Ends a view.</summary>
    public static string EndView(int view) => FormattableString.Invariant($"{Board}/vue/{view}/fin");

    private static string Then(string url, string? returnUrl) => returnUrl is null ? url : $"{url}?ReturnUrl={Uri.EscapeDataString(returnUrl)}";

    /// <summary>Adds <c>societe</c> to an address under <c>/espace</c>; null leaves it out.</summary>
    public static string WithCompany(string url, string? company) =>
        company is null ? url : $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}societe={Uri.EscapeDataString(company)}";
}
