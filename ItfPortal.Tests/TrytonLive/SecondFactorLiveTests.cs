using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Isolation;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Accounts;
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
        await using var database = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = database.CreateCommand(
            "delete from itf_portal_factor where \"user\" = (select id from res_user where login = $1)");
        command.Parameters.AddWithValue(person.Login);
        await command.ExecuteNonQueryAsync();
        await using var attempts = database.CreateCommand("delete from res_user_login_attempt where login = $1");
        attempts.Parameters.AddWithValue(person.Login);
        await attempts.ExecuteNonQueryAsync();
    }
}
