using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ItfPortal.Bench;

/// <summary>
/// Signing in: what the portal adds to Tryton's own answer, whether its time tells known logins from unknown ones, and whether anybody
/// waits for those whom Tryton lets sleep after a failure.
/// </summary>
internal static partial class SignInBench
{
    private const int AtOnce = 50;
    private const int Sleepers = 20;
    private const string Wrong = "wrong wrong wrong wrong";
    private static readonly string s_withFactor = Person("olivier.bherer").Login;

    public static async Task RunAsync(int times)
    {
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var services = new ServiceCollection().AddLogging().AddTryton(new ConfigurationBuilder().AddEnvironmentVariables().Build()).BuildServiceProvider();
        var limits = new Dictionary<string, string>(Limits.Lifted(100)) { ["Limits__AccountFailures"] = "100000", ["Limits__AccountFailuresPerHour"] = "100000" };
        var bare = new Dictionary<string, string>(limits) { ["SignIn__Floor"] = "00:00:00", ["SignIn__Jitter"] = "00:00:00" };
        try
        {
            await EnrolAsync(services);
            await using (var portal = await PortalProcess.StartAsync(settings: bare))
            {
                await AgainstTrytonAsync(portal, services, times);
                await KnownAsync(portal, tryton, times, "before the padding");
                await SleepersAsync(portal, tryton);
            }
            await using (var portal = await PortalProcess.StartAsync(settings: limits))
            {
                await KnownAsync(portal, tryton, times, "as served");
            }
        }
        finally
        {
            await SqlAsync(tryton, "delete from itf_portal_factor");
            await SqlAsync(tryton, "delete from res_user_login_attempt");
        }
    }

    private static async Task AgainstTrytonAsync(PortalProcess portal, ServiceProvider services, int times)
    {
        var person = Person("marc.vezina");
        var sessions = services.GetRequiredService<ISessionClient>();
        using var form = await Form.OpenAsync(portal.BaseUrl);
        var (direct, through) = (new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            direct.Add(await TimeAsync(() => sessions.SignInAsync(new SignInRequest(person.Login, person.Password, "fr", null), CancellationToken.None)));
            through.Add(await TimeAsync(() => form.PostAsync(person.Login, person.Password, HttpStatusCode.Redirect)));
        }
        var ratio = Figures.Percentile(through, .5) / Figures.Percentile(direct, .5);
        Figures.Print($"sign-in through the portal: {Figures.Spread(through)}; common.db.login: {Figures.Spread(direct)}");
        await Table.AddAsync(
            "sign-in through the portal, before the padding, against `common.db.login` alone", Figures.Spread(through), Figures.Spread(direct), ratio, null);
    }

    private static async Task KnownAsync(PortalProcess portal, NpgsqlDataSource tryton, int times, string how)
    {
        using var form = await Form.OpenAsync(portal.BaseUrl);
        var logins = new (string Name, Func<int, string> Login)[]
        {
            ("known", _ => Person("marc.vezina").Login), ("with a second factor", _ => s_withFactor), ("unknown", i => $"nobody{i}@example.com"),
        };
        var spent = logins.ToDictionary(login => login.Name, _ => new List<double>());
        for (var i = 0; i < times; i++)
        {
            foreach (var (name, login) in logins)
            {
                // Else Tryton sleeps longer with each: the portal's own limits, lifted here, keep it from that.
                await SqlAsync(tryton, "delete from res_user_login_attempt");
                spent[name].Add(await TimeAsync(() => form.PostAsync(login(i), Wrong, HttpStatusCode.UnprocessableEntity)));
            }
        }
        foreach (var (name, values) in spent)
        {
            Figures.Print($"wrong password, {how}, {name}: {Range(values)}");
        }
        var (known, unknown) = (Figures.Percentile(spent["known"], .5), Figures.Percentile(spent["unknown"], .5));
        await Table.AddAsync(
            $"wrong password, {how}: known login, with a second factor", $"{Range(spent["known"])}; {Range(spent["with a second factor"])}",
            "unknown login: " + Range(spent["unknown"]), known / unknown, null);
    }

    private static async Task SleepersAsync(PortalProcess portal, NpgsqlDataSource tryton)
    {
        var people = Stack.People.Where(person => person.Login != s_withFactor && !person.Login.StartsWith("gilles.therrien@", StringComparison.Ordinal)
            && person.Role.Length > 0).ToList();
        var alone = await CrowdAsync(portal, people);
        await SqlAsync(
            tryton,
            $"insert into res_user_login_attempt (login, create_date) select 'sleeper' || n || '@example.com', now() from generate_series(1, {Sleepers}) n, generate_series(1, 3)");
        var asleep = Enumerable.Range(1, Sleepers).Select(async i =>
        {
            using var form = await Form.OpenAsync(portal.BaseUrl);
            return await TimeAsync(() => form.PostAsync($"sleeper{i}@example.com", Wrong, HttpStatusCode.UnprocessableEntity));
        }).ToList();
        await Task.Delay(500);
        var crowd = await CrowdAsync(portal, people);
        var slept = await Task.WhenAll(asleep);
        Figures.Print($"fifty at once: {Figures.Spread(alone)}; while {Sleepers} sleep ({Range(slept)}): {Figures.Spread(crowd)}");
        await Table.AddAsync(
            $"fifty people sign in at once while {Sleepers} failed sign-ins sleep", Figures.Spread(crowd), "nobody asleep: " + Figures.Spread(alone),
            Figures.Percentile(crowd, .5) / Figures.Percentile(alone, .5), null);
    }

    private static async Task<double[]> CrowdAsync(PortalProcess portal, List<DemoPerson> people)
    {
        var forms = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Form.OpenAsync(portal.BaseUrl)));
        var times = await Task.WhenAll(forms.Select(async (form, i) =>
        {
            using (form)
            {
                var person = people[i % people.Count];
                return await TimeAsync(() => form.PostAsync(person.Login, person.Password, null));
            }
        }));
        return times;
    }

    private static async Task EnrolAsync(ServiceProvider services)
    {
        var person = Stack.People.Single(known => known.Login == s_withFactor);
        var sessions = services.GetRequiredService<ISessionClient>();
        var factor = services.GetRequiredService<ISecondFactorClient>();
        var session = await sessions.SignInAsync(new SignInRequest(person.Login, person.Password, "fr", null), CancellationToken.None);
        var begun = await factor.BeginAsync(session, CancellationToken.None);
        await factor.ConfirmAsync(session, await new Totp(begun.Secret).NextAsync(), CancellationToken.None);
    }

    private static DemoPerson Person(string login) => Stack.People.Single(person => person.Login.StartsWith(login + "@", StringComparison.Ordinal));

    private static string Range(IReadOnlyCollection<double> values) => string.Create(CultureInfo.InvariantCulture,
        $"median {Figures.Percentile(values, .5):0} ms ({values.Min():0} to {values.Max():0}, n = {values.Count})");

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    private static async Task SqlAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The sign-in form as a browser holds it: read once, posted as often as one likes.</summary>
    private sealed partial class Form : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
        private string _url = "";
        private string _cookie = "";
        private string _token = "";

        public static async Task<Form> OpenAsync(string baseUrl)
        {
            var form = new Form { _url = baseUrl + "/connexion" };
            using var page = await form._http.GetAsync(new Uri(form._url));
            form._cookie = page.Headers.GetValues("Set-Cookie").Single(line => line.StartsWith("__Host-itf-af=", StringComparison.Ordinal)).Split(';')[0];
            form._token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
            return form;
        }

        /// <param name="expected">What must come back; null for any answer but a refusal of the form itself.</param>
        public async Task PostAsync(string login, string password, HttpStatusCode? expected)
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(_url))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["_handler"] = "signin",
                    ["__RequestVerificationToken"] = _token,
                    ["Posted.Login"] = login,
                    ["Posted.Password"] = password,
                }),
            };
            post.Headers.Add("Cookie", _cookie);
            using var answer = await _http.SendAsync(post);
            if (expected is null ? answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.ServiceUnavailable : answer.StatusCode != expected)
            {
                throw new InvalidOperationException($"{login}: {(int)answer.StatusCode}");
            }
        }

        public void Dispose() => _http.Dispose();

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex Token();
    }
}
