using System.Collections.Immutable;

namespace ItfPortal.Tryton.Sessions;

/// <summary>What a sign-in sends.</summary>
/// <param name="Login">As typed; Tryton compares it as it is.</param>
/// <param name="Password">Never logged. Null sends none: Tryton then asks for it, or for what it wants instead.</param>
/// <param name="Language">ISO code of the messages' language, <c>fr</c> or <c>en</c>; the session keeps it.</param>
/// <param name="VisitorAddress">The visitor's network address, so that Tryton's throttling counts the visitor, not the portal.</param>
/// <remarks>Source: <c>common.db.login</c>, trytond/protocols/dispatcher.py; <c>res.user.get_login</c>, trytond/res/user.py.</remarks>
public sealed record SignInRequest(string Login, string? Password, string Language, string? VisitorAddress)
{
    /// <summary>
    /// What else is sent, by the parameter's name: answers to what Tryton asked (<c>sms_code</c>, <c>totp_code</c>, …), or
    /// <c>device_cookie</c> of a device that Tryton knows. Possibly empty, never null, never logged.
    /// </summary>
    public ImmutableDictionary<string, string> Answers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The same request with one more answer; an earlier one of that name is replaced.</summary>
    /// <param name="parameter">Name that <see cref="Protocol.TrytonLoginParameterException.Parameter"/> asked for.</param>
    /// <param name="answer">What the person typed.</param>
    public SignInRequest With(string parameter, string answer) =>
        parameter == PasswordParameter ? this with { Password = answer } : this with { Answers = Answers.SetItem(parameter, answer) };

    /// <summary>Never shows the password nor an answer.</summary>
    public override string ToString() => "sign-in request";

    /// <summary>As the wire has them.</summary>
    internal Dictionary<string, object?> Parameters()
    {
        var parameters = Answers.ToDictionary(answer => answer.Key, object? (answer) => answer.Value);
        if (Password is not null)
        {
            parameters[PasswordParameter] = Password;
        }

        return parameters;
    }

    private const string PasswordParameter = "password";
}
