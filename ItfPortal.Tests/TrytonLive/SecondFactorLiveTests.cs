using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Isolation;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using Npgsql;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>The second factor on the real Tryton, through the client and around it.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class SecondFactorLiveTests(LiveTryton tryton)
{
    // Turning a factor on ends the person's other sessions: nobody's whom other tests share.
    private static readonly DemoPerson s_staff = LiveTryton.Person("olivier.bherer");

    [Fact]
    public async Task T_MFA_DirectRpc_AsksToo_ForCustomersAndStaff()
    {
        foreach (var person in new[] { LiveTryton.Person("paule.normandin"), s_staff })
        {
            await ForgetAsync(person);
            try
            {
                var session = await tryton.SignInAsync(person.Login, person.Password);
                var begun = await tryton.SecondFactor.BeginAsync(session, CancellationToken.None);
                begun.Account.Should().Be(person.Login);
                (begun.ToString() + begun).Should().NotContain(begun.Secret);
                var app = new Totp(begun.Secret);
                await FluentActions.Awaiting(() => tryton.SecondFactor.ConfirmAsync(session, "000000", CancellationToken.None))
                    .Should().ThrowAsync<TrytonUserErrorException>().Where(refused => refused.Code == FactorRefusals.WrongCode);
                var recovery = await tryton.SecondFactor.ConfirmAsync(session, await app.NextAsync(), CancellationToken.None);
                recovery.Codes.Should().HaveCount(10);
                (await tryton.Sessions.WhoAmIAsync(session, CancellationToken.None)).Factor.Should().Be(new SecondFactor(Active: true, Required: false, 10));

                // With the portal's key, without it as staff's own client does, and with the password on every call.
                using var door = new RpcWire(Stack.TrytonLoginRpcUrl, Stack.TrytonDatabase, Stack.Get("TRYTON_PORTAL_KEY"));
                var parameters = new JsonArray(person.Login, new JsonObject { ["password"] = person.Password }, "fr").ToJsonString();
                (await door.CallAsync(null, "common.db.login", parameters)).Body.Should().Contain("LoginException").And.Contain(FactorRefusals.Parameter).And.NotContain("result");
                if (person == s_staff)
                {
                    (await door.Keyless().CallAsync(null, "common.db.login", parameters)).Body.Should().Contain("LoginException").And.NotContain("result");
                }
                var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{person.Login}:{person.Password}"));
                (await door.CallAsync(basic, "model.itf_portal.account.whoami", "[{}]")).IsResult.Should().BeFalse();
                var other = new JsonArray(person.Login, new JsonObject { ["password"] = person.Password, ["device_cookie"] = "x", ["totp_code"] = "" }, "fr");
                (await door.CallAsync(null, "common.db.login", other.ToJsonString())).IsResult.Should().BeFalse();

                var request = new SignInRequest(person.Login, person.Password, "fr", "198.51.100.7");
                var question = (await FluentActions.Awaiting(() => tryton.Sessions.SignInAsync(request, CancellationToken.None))
                    .Should().ThrowAsync<TrytonLoginParameterException>()).Which;
                var code = await app.NextAsync();
                var signedIn = await tryton.Sessions.SignInAsync(request.With(question.Parameter, code), CancellationToken.None);
                await FluentActions.Awaiting(() => tryton.Sessions.SignInAsync(request.With(question.Parameter, code), CancellationToken.None))
                    .Should().ThrowAsync<TrytonSignInRefusedException>("a code opens once");
                await FluentActions.Awaiting(() => tryton.Sessions.SignInAsync(request.With(question.Parameter, app.At(-4)), CancellationToken.None))
                    .Should().ThrowAsync<TrytonSignInRefusedException>();
                var renewed = await tryton.SecondFactor.RenewAsync(signedIn, person.Password, recovery.Codes[0], CancellationToken.None);
                renewed.Codes.Should().HaveCount(10).And.NotIntersectWith(recovery.Codes);
                await FluentActions.Awaiting(() => tryton.SecondFactor.DisableAsync(signedIn, "not the password", renewed.Codes[0], CancellationToken.None))
                    .Should().ThrowAsync<TrytonUserErrorException>().Where(refused => refused.Code == PasswordRefusals.WrongPassword);
                await tryton.SecondFactor.DisableAsync(signedIn, person.Password, renewed.Codes[0], CancellationToken.None);
                await tryton.Sessions.SignOutAsync(await tryton.SignInAsync(person.Login, person.Password), CancellationToken.None);
            }
            finally
            {
                tryton.Forget(person);
                await ForgetAsync(person);
            }
        }
    }

    [Fact]
    public async Task T_MFA_Lost_ByAnAdministrator_TakenAwayADayLater()
    {
        var person = LiveTryton.Person("paule.normandin");
        await ForgetAsync(person);
        try
        {
            var session = await tryton.SignInAsync(person.Login, person.Password);
            var id = (await tryton.Sessions.WhoAmIAsync(session, CancellationToken.None)).User;
            var app = new Totp((await tryton.SecondFactor.BeginAsync(session, CancellationToken.None)).Secret);
            await tryton.SecondFactor.ConfirmAsync(session, await app.NextAsync(), CancellationToken.None);

            var (chief, request) = (await tryton.SessionAsync(Stack.Person("administrator")), RequestId.New());
            var at = await tryton.Administration.RemoveFactorAsync(chief, request, id, "Téléphone perdu", CancellationToken.None);
            at.Should().BeCloseTo(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(24), TimeSpan.FromMinutes(5)).And.BeIn(DateTimeKind.Utc);
            (await tryton.Administration.RemoveFactorAsync(chief, request, id, "Téléphone perdu", CancellationToken.None)).Should().Be(at, "it is the same request");
            var card = await tryton.Administration.PersonAsync(chief, id, CancellationToken.None);
            card!.Person.Factor!.RemovalAt.Should().Be(at);
            card.History[0].Should().Match<AccessChange>(change => change.Reason == "factor_removed" && change.Why == "Téléphone perdu");
            await tryton.Administration.KeepFactorAsync(chief, RequestId.New(), id, "Retrouvé", CancellationToken.None);
            await FluentActions.Awaiting(() => tryton.Administration.KeepFactorAsync(chief, RequestId.New(), id, "Retrouvé", CancellationToken.None))
                .Should().ThrowAsync<TrytonUserErrorException>().Where(refused => refused.Code == CompanyRefusals.Stale);

            await tryton.Administration.RemoveFactorAsync(chief, RequestId.New(), id, "Perdu quand même", CancellationToken.None);
            await ExecuteAsync("update itf_portal_factor set removal_at = removal_at - interval '25 hours' where \"user\" = (select id from res_user where login = $1)", person);
            tryton.Forget(person);
            var factor = (await tryton.Sessions.WhoAmIAsync(await tryton.SignInAsync(person.Login, person.Password), CancellationToken.None)).Factor!;
            (factor.Active, factor.RemovedAt.HasValue).Should().Be((false, true));
        }
        finally
        {
            tryton.Forget(person);
            await ForgetAsync(person);
        }
    }

    [Fact]
    public async Task T_BRUTE_ManyWrongFromOneAddress_OtherVisitorsSignIn()
    {
        const string Attacker = "203.0.113.66";
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 320), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Stack.TrytonLoginRpcUrl}{Stack.TrytonDatabase}/")
            {
                Content = new StringContent(
                    $$"""{"id":1,"method":"common.db.login","params":["nobody{{i}}@example.com",{"password":"wrong wrong wrong"},"fr"]}""", new MediaTypeHeaderValue("application/json")),
            };
            request.Headers.Add("X-Forwarded-For", Attacker);
            request.Headers.Add("X-ITF-Portal-Key", Stack.Get("TRYTON_PORTAL_KEY"));
            using var answer = await http.SendAsync(request, CancellationToken.None);
            Interlocked.Add(ref refused, (int)answer.StatusCode == 429 ? 1 : 0);
        });
        refused.Should().BePositive("Tryton counts the visitor's address, not the portal's");
        var person = LiveTryton.Person("marc.vezina");
        await tryton.Sessions.SignOutAsync(await tryton.SignInAsync(person.Login, person.Password), CancellationToken.None);
        await FluentActions.Awaiting(() => tryton.Sessions.SignInAsync(new SignInRequest(person.Login, person.Password, "fr", Attacker), CancellationToken.None))
            .Should().ThrowAsync<TrytonRateLimitedException>();
    }

    [Fact]
    public async Task T_ENUM_Owner_OfNobody_IsNull()
    {
        (await tryton.MailFacts.OwnerAsync(s_staff.Login, CancellationToken.None))!.Address.Should().Be(s_staff.Login);
        (await tryton.MailFacts.OwnerAsync("nobody@example.com", CancellationToken.None)).Should().BeNull();
        (await tryton.MailFacts.OwnerAsync(LiveTryton.Person("gilles.therrien").Login, CancellationToken.None)).Should().BeNull("he is deactivated");
    }

    private static async Task ForgetAsync(DemoPerson person)
    {
        await ExecuteAsync("delete from itf_portal_factor where \"user\" = (select id from res_user where login = $1)", person);
        await ExecuteAsync("delete from res_user_login_attempt where login = $1", person);
    }

    private static async Task ExecuteAsync(string statement, DemoPerson person)
    {
        await using var database = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(person.Login);
        await command.ExecuteNonQueryAsync();
    }
}
