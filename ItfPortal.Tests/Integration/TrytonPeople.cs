using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ItfPortal.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ItfPortal.Tests.Integration;

/// <summary>A Tryton that knows a few people: signs them in and out and says who they are.</summary>
public sealed class TrytonPeople : IAsyncDisposable
{
    private const string Own = """{"name":"ITF","phone":null,"email":null,"timezone":"America/Toronto","currency":"CAD"}""";
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private readonly ConcurrentDictionary<string, Person> _people = new();

    private TrytonPeople(FakeTryton tryton)
    {
        Tryton = tryton;
        tryton.Always("common.db.login", SignInAsync).Always("common.db.logout", SignOutAsync)
            .Always("common.server.version", FakeAnswers.Result("\"7.0.40\""))
            .Always("model.itf_portal.account.whoami", WhoAmIAsync);
    }

    public static Person Buyer { get; } = new("marie@boreal.example", "juste assez long 1", 7, """[{"party":5,"code":"BOREAL","name":"Boréal","grants":[{"role":"buyer","scope":"company","site":null,"site_name":null}],"features":["company_access","journal","invoices"]}]""", null);

    public static Person Accountant { get; } = new("paul@boreal.example", "juste assez long 2", 8, """[{"party":5,"code":"BOREAL","name":"Boréal","grants":[{"role":"accounting","scope":"company","site":null,"site_name":null}],"features":["company_access","journal","invoices"]}]""", null);

    public static Person Agent { get; } = new("agente@itf.example", "juste assez long 3", 9, "[]", "support");

    public static Person WithoutGrants { get; } = new("vide1@boreal.example", "juste assez long 4", 10, "[]", null);

    public static Person Disabled { get; } = new("parti@boreal.example", "juste assez long 5", 11, "[]", null, Active: false);

    public FakeTryton Tryton { get; }

    /// <summary>Sessions open in Tryton now.</summary>
    public IReadOnlyCollection<string> OpenSessions => [.. _sessions.Keys];

    /// <summary>How long a wrong password of an existing login takes longer than an unknown login: hashing.</summary>
    public TimeSpan Hashing { get; set; }

    /// <summary>Tryton is down.</summary>
    public bool Down { get; set; }

    public static async Task<TrytonPeople> StartAsync()
    {
        var people = new TrytonPeople(await FakeTryton.StartAsync());
        foreach (var person in new[] { Buyer, Accountant, Agent, WithoutGrants, Disabled })
        {
            people.Set(person);
        }
        return people;
    }

    /// <summary>How often a login was tried; the portal's own service user is not counted.</summary>
    public int SignIns => Tryton.Requests.Count(r => r.Method == "common.db.login" && r.Params[0].GetString()!.Contains('@'));

    /// <summary>Adds or changes somebody.</summary>
    public void Set(Person person) => _people[person.Login] = person;

    /// <summary>Ends a person's sessions in Tryton, as a password change does.</summary>
    public void EndSessions(Person person)
    {
        foreach (var (key, login) in _sessions)
        {
            if (login == person.Login)
            {
                _sessions.TryRemove(key, out _);
            }
        }
    }

    public ValueTask DisposeAsync() => Tryton.DisposeAsync();

    private async Task SignInAsync(HttpContext http, FakeRequest request)
    {
        var person = _people.GetValueOrDefault(request.Params[0].GetString()!);
        if (Down)
        {
            http.Abort();
            return;
        }
        if (person is not null)
        {
            await Task.Delay(Hashing);
        }
        if (person is not { Active: true } || !Proves(person, request.Params[1]))
        {
            await FakeAnswers.Status(StatusCodes.Status401Unauthorized)(http, request);
            return;
        }
        if (person.Code is not null && !request.Params[1].TryGetProperty("totp_code", out _))
        {
            await FakeAnswers.Error("""["LoginException", ["totp_code", "Code", "char"]]""")(http, request);
            return;
        }
        if (person.Code is not null && request.Params[1].GetProperty("totp_code").GetString() != person.Code)
        {
            await FakeAnswers.Status(StatusCodes.Status401Unauthorized)(http, request);
            return;
        }
        var key = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        _sessions[key] = person.Login;
        await FakeAnswers.Result($"[{person.User},\"{key}\"]")(http, request);
    }

    // As the module does: with a mailed code the password does not count.
    private static bool Proves(Person person, JsonElement parameters) => parameters.TryGetProperty("itf_code", out var mailed)
        ? person.Mailed is not null && mailed.GetString() == person.Mailed
        : parameters.GetProperty("password").GetString() == person.Password;

    private Task SignOutAsync(HttpContext http, FakeRequest request) =>
        Down ? FakeAnswers.Cut()(http, request)
        : _sessions.TryRemove(KeyOf(request), out _) ? FakeAnswers.Result("null")(http, request)
        : FakeAnswers.Status(StatusCodes.Status401Unauthorized)(http, request);

    private Task WhoAmIAsync(HttpContext http, FakeRequest request)
    {
        if (Down)
        {
            return FakeAnswers.Cut()(http, request);
        }
        if (!_sessions.TryGetValue(KeyOf(request), out var login) || _people.GetValueOrDefault(login) is not { Active: true } person)
        {
            return FakeAnswers.Status(StatusCodes.Status401Unauthorized)(http, request);
        }
        var staff = person.Staff is null ? "null" : JsonSerializer.Serialize(person.Staff);
        return FakeAnswers.Result(
            $$"""{"user":{{person.User}},"login":"{{person.Login}}","name":"{{person.Login}}","language":"fr","staff":{{staff}},"companies":{{person.Companies}},"company":{{Own}},"factor":{"active":{{Json(person.Code is not null)}},"required":{{Json(person.MustHaveCode)}},"recovery_left":3} }""")(http, request);
    }

    private static string Json(bool value) => value ? "true" : "false";

    private static string KeyOf(FakeRequest request) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers["Authorization"].Split(' ')[1])).Split(':')[^1];
}

/// <summary>Somebody in the fake Tryton.</summary>
public sealed record Person(string Login, string Password, int User, string Companies, string? Staff, bool Active = true)
{
    /// <summary>The code their second factor gives now; null for somebody without one.</summary>
    public string? Code { get; init; }

    /// <summary>The code that was mailed to them in place of the password; null for none.</summary>
    public string? Mailed { get; init; }

    /// <summary>They must have one.</summary>
    public bool MustHaveCode { get; init; }
}
