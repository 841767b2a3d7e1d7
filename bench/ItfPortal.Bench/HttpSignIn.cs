using System.Net;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>Signs in as a browser without JavaScript does: reads the form, posts it, keeps the cookies.</summary>
internal static partial class HttpSignIn
{
    /// <returns>The value of a <c>Cookie</c> header.</returns>
    public static async Task<string> CookieAsync(HttpClient http, string baseUrl, DemoPerson person)
    {
        var url = new Uri(baseUrl + "/connexion");
        var jar = new Dictionary<string, string>();
        using var page = await http.GetAsync(url);
        Keep(page, jar);
        var html = await page.Content.ReadAsStringAsync();
        var form = Form().Matches(html).Select(m => m.Value).Single(f => f.Contains("type=\"password\"", StringComparison.Ordinal));
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(form))
        {
            if (Name().Match(input.Value) is { Success: true } name)
            {
                fields[name.Groups[1].Value] =
                    input.Value.Contains("type=\"password\"", StringComparison.Ordinal) ? person.Password
                    : input.Value.Contains("type=\"hidden\"", StringComparison.Ordinal) ? WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value)
                    : person.Login;
            }
        }
        using var post = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        post.Headers.Add("Cookie", Header(jar));
        post.Headers.Add("Origin", baseUrl);
        using var answer = await http.SendAsync(post);
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
        {
            throw new InvalidOperationException($"sign-in of {person.Login}: {(int)answer.StatusCode}");
        }
        Keep(answer, jar);
        return Header(jar);
    }

    private static string Header(Dictionary<string, string> jar) => string.Join("; ", jar.Select(c => c.Key + "=" + c.Value));

    private static void Keep(HttpResponseMessage response, Dictionary<string, string> jar)
    {
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            foreach (var cookie in cookies)
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                jar[pair[0]] = pair[1];
            }
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex(" name=\"([^\"]+)\"")]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
