using Zkfp.Protocol;

namespace Zkfp.Verifier.Tests.Fuzzing;

public class FuzzTests
{
    /// <summary>A short run; the long one is <c>dotnet run -c Release --project tests/Zkfp.Verifier.Fuzz -- 1000000</c>.</summary>
    [Fact]
    public void No_string_is_accepted_throws_or_allocates_without_bound()
    {
        var fuzzer = new VerifierFuzzer();
        for (int i = 0; i < 3000; i++) fuzzer.Run(1, i);
        foreach (ErrorKind kind in (ErrorKind[])[ErrorKind.Truncated, ErrorKind.BadHeader, ErrorKind.NonCanonicalElement, ErrorKind.BadShape])
            Assert.True(fuzzer.Counts[(int)kind] > 0, $"no string reached {kind}");
    }
}
