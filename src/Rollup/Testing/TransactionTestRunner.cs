using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Testing;

/// <summary>TransactionTests: the checks of a signed transaction that need no state.</summary>
public sealed class TransactionTestRunner(TestOptions options) : TestRunner(options)
{
    /// <inheritdoc/>
    protected override void RunTest(string name, JsonElement test, Guests guests, TestReport report, CancellationToken cancellation)
    {
        bool any = false;
        foreach (JsonProperty result in test.GetProperty("result").EnumerateObject())
        {
            if (ParseFork(result.Name) is not { } fork) continue;
            any = true;
            string caseName = $"{name} {result.Name}";
            if (!Selected(caseName) || (Options.Fork is { } only && fork != only)) continue;
            cancellation.ThrowIfCancellationRequested();
            ChainConfig config = ChainConfig.Always(fork);
            byte[] bytes = Hex.Parse(test.GetProperty("txbytes").GetString()!);
            GuestOutput? output = Execute(guests.Final, GuestInput.Transaction(config, bytes), config, report, cancellation, out string? error);
            report.Add(caseName, error ?? Compare(result.Value, output!));
        }

        if (!any && Selected(name) && Options.Fork is null)
            report.Add(new TestResult(name, TestOutcome.Skipped, "no result for any of Cancun, Prague, Osaka"));
    }

    private static string? Compare(JsonElement expected, GuestOutput output)
    {
        if (expected.TryGetProperty("exception", out JsonElement exception))
        {
            return output.Status is GuestStatus.InvalidTransaction or GuestStatus.BadRlp ? null
                : $"{output.Status} ({output.Reason}), expected {exception.GetString()}";
        }

        if (output.Transaction is not { } tx) return $"refused with {output.Status} ({output.Reason}), expected to be valid";
        var hash = Hash256.Parse(expected.GetProperty("hash").GetString()!);
        var sender = Address.Parse(expected.GetProperty("sender").GetString()!);
        ulong gas = Hex.ParseUInt64(expected.GetProperty("intrinsicGas").GetString()!);
        if (tx.Hash != hash) return $"hash {tx.Hash}, expected {hash}";
        if (tx.Sender != sender) return $"sender {tx.Sender}, expected {sender}";
        return tx.IntrinsicGas == gas ? null : $"intrinsic gas {tx.IntrinsicGas}, expected {gas}";
    }
}
