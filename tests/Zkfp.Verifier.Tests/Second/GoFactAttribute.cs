namespace Zkfp.Verifier.Tests.Second;

/// <summary>Skipped where there is no Go.</summary>
internal sealed class GoFactAttribute : FactAttribute
{
    public GoFactAttribute()
    {
        if (GoVerifier.Path is null) Skip = "needs go";
    }
}
