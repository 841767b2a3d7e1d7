using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Sessions;

/// <summary>Signing in where the questions can be answered at once, such as in a tool or a test; a site asks on its next page instead.</summary>
public static class SignInQuestions
{
    private const int MostQuestions = 10;

    /// <summary>Signs in, and again with each answer, until Tryton has no more questions.</summary>
    /// <param name="sessions">The client.</param>
    /// <param name="request">What is known at the start.</param>
    /// <param name="ask">Gives the answer to what Tryton asks, or null to give up.</param>
    /// <param name="cancellationToken">Gives the sign-in up.</param>
    /// <exception cref="TrytonLoginParameterException">Given up, or more than ten questions.</exception>
    /// <exception cref="TrytonException">As <see cref="ISessionClient.SignInAsync"/>; a wrong answer is a refused sign-in.</exception>
    public static async Task<SessionToken> SignInAsync(
        this ISessionClient sessions, SignInRequest request, Func<TrytonLoginParameterException, ValueTask<string?>> ask, CancellationToken cancellationToken)
    {
        for (var questions = 0; ; questions++)
        {
            try
            {
                return await sessions.SignInAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (TrytonLoginParameterException question) when (questions < MostQuestions)
            {
                var answer = await ask(question).ConfigureAwait(false);
                if (answer is null)
                {
                    throw;
                }

                request = request.With(question.Parameter, answer);
            }
        }
    }
}
