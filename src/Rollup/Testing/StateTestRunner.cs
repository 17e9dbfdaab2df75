using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Testing;

/// <summary>
/// GeneralStateTests: one transaction on a state, compared by state root and hash of the logs. An invalid transaction must be
/// refused and leave the state as it was.
/// </summary>
public sealed class StateTestRunner(TestOptions options) : TestRunner(options)
{
    /// <inheritdoc/>
    protected override void RunTest(string name, JsonElement test, Guests guests, TestReport report, CancellationToken cancellation)
    {
        WorldState? state = null;
        foreach (JsonProperty post in test.GetProperty("post").EnumerateObject())
        {
            Fork? fork = ParseFork(post.Name);
            int number = 0;
            foreach (JsonElement expected in post.Value.EnumerateArray())
            {
                JsonElement indexes = expected.GetProperty("indexes");
                int data = indexes.GetProperty("data").GetInt32(), gas = indexes.GetProperty("gas").GetInt32();
                int value = indexes.GetProperty("value").GetInt32();
                string caseName = $"{name} {post.Name} #{number++} (data {data}, gas {gas}, value {value})";
                if (!Selected(caseName) || (Options.Fork is { } only && fork != only)) continue;
                if (fork is null)
                {
                    report.Add(new TestResult(caseName, TestOutcome.Skipped, $"fork {post.Name} is none of Cancun, Prague, Osaka"));
                    continue;
                }

                bool draft = fork == Fork.Prague && IsFilledBeforePrague(test);
                if (draft && guests.DraftPrague is null)
                {
                    report.Add(new TestResult(
                        caseName, TestOutcome.Skipped, "filled before Prague was final, with other BLS12-381 precompiles; needs the build host-eip2537"));
                    continue;
                }

                cancellation.ThrowIfCancellationRequested();
                state ??= ReadState(test.GetProperty("pre"));
                ChainConfig config = ChainConfig.Always(draft ? Fork.Cancun : fork.Value);
                TransactionEnvironment env = ReadEnvironment(test.GetProperty("env"));
                TransactionCall call = ReadCall(test.GetProperty("transaction"), expected, data, gas, value);
                byte[] input = GuestInput.Call(config, env, call, state);
                GuestOutput? output = Execute(draft ? guests.DraftPrague! : guests.Final, input, config, report, cancellation, out string? error);
                report.Add(caseName, error ?? Compare(expected, output!));
            }
        }
    }

    // geth 1.15 is the first release with the final rules. Until then "Prague" was Cancun and EIP-2537 as it then was.
    private static bool IsFilledBeforePrague(JsonElement test)
    {
        const string geth = "evm version 1.";
        return test.TryGetProperty("_info", out JsonElement info)
            && info.TryGetProperty("filling-rpc-server", out JsonElement server)
            && server.GetString() is { } text
            && text.StartsWith(geth, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(geth.Length).ToString().Split('.')[0], CultureInfo.InvariantCulture, out int minor)
            && minor < 15;
    }

    private static string? Compare(JsonElement expected, GuestOutput output)
    {
        string? exception = expected.TryGetProperty("expectException", out JsonElement e) ? e.GetString() : null;
        if (exception is null && output.Status != GuestStatus.Success)
            return $"refused with {output.Status} ({output.Reason}), expected to be valid";
        if (exception is not null && output.Status == GuestStatus.Success) return $"accepted, expected {exception}";
        if (output.Call is not { } call)
        {
            // A field beyond 256 bits has no place in the input: refused while parsing, without a state.
            return exception is not null && output.Status is GuestStatus.BadInput or GuestStatus.BadRlp
                ? null
                : $"no result: {output.Status} ({output.Reason})";
        }

        Hash256 root = Hash256.Parse(expected.GetProperty("hash").GetString()!), logs = Hash256.Parse(expected.GetProperty("logs").GetString()!);
        if (call.StateRoot != root) return $"state root {call.StateRoot}, expected {root}";
        return call.LogsHash != logs ? $"logs hash {call.LogsHash}, expected {logs}" : null;
    }

    private static TransactionEnvironment ReadEnvironment(JsonElement env)
    {
        BigInteger number = Number(env, "currentNumber");
        // The hash of an earlier block is by convention keccak256 of its decimal number.
        var hashes = new List<Hash256>();
        for (BigInteger n = number - 1; n >= 0 && hashes.Count < 256; n--)
            hashes.Add(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(n.ToString(CultureInfo.InvariantCulture))));
        return new TransactionEnvironment
        {
            Beneficiary = Address.Parse(env.GetProperty("currentCoinbase").GetString()!),
            GasLimit = Number(env, "currentGasLimit"),
            Number = number,
            Timestamp = Number(env, "currentTimestamp"),
            PrevRandao = env.TryGetProperty("currentRandom", out JsonElement random) ? Hash256.Parse(random.GetString()!) : Hash256.Zero,
            BaseFee = Number(env, "currentBaseFee"),
            ExcessBlobGas = Number(env, "currentExcessBlobGas"),
            BlockHashes = hashes,
        };
    }

    private static TransactionCall ReadCall(JsonElement tx, JsonElement expected, int data, int gas, int value)
    {
        bool typed = tx.TryGetProperty("maxFeePerGas", out _);
        IReadOnlyList<AccessListEntry>? access = ReadAccessList(tx, data);
        bool blobs = tx.TryGetProperty("blobVersionedHashes", out JsonElement blobHashes);
        bool authorizations = tx.TryGetProperty("authorizationList", out JsonElement authorizationList);
        string to = tx.GetProperty("to").GetString()!;
        return new TransactionCall
        {
            Type = ReadType(expected) ?? (authorizations ? TransactionType.SetCode
                : blobs ? TransactionType.Blob
                : typed ? TransactionType.DynamicFee
                : access is not null ? TransactionType.AccessList
                : TransactionType.Legacy),
            Nonce = Number(tx, "nonce"),
            MaxFeePerGas = Number(tx, typed ? "maxFeePerGas" : "gasPrice"),
            MaxPriorityFeePerGas = Number(tx, typed ? "maxPriorityFeePerGas" : "gasPrice"),
            GasLimit = ParseNumber(tx.GetProperty("gasLimit")[gas].GetString()!),
            To = to.Length <= 2 ? null : Address.Parse(to),
            Value = ParseNumber(tx.GetProperty("value")[value].GetString()!),
            Data = Hex.Parse(tx.GetProperty("data")[data].GetString()!),
            AccessList = access ?? [],
            MaxFeePerBlobGas = Number(tx, "maxFeePerBlobGas"),
            BlobVersionedHashes = blobs
                ? [.. blobHashes.EnumerateArray().Select(static hash => (ReadOnlyMemory<byte>)Hex.Parse(hash.GetString()!))]
                : [],
            Authorizations = authorizations ? [.. authorizationList.EnumerateArray().Select(ReadAuthorization)] : [],
            Sender = Address.Parse(tx.GetProperty("sender").GetString()!),
        };
    }

    // The signed bytes name the type beyond doubt; some files lack them.
    private static TransactionType? ReadType(JsonElement expected)
    {
        if (!expected.TryGetProperty("txbytes", out JsonElement bytes) || bytes.GetString() is not { Length: >= 4 } text) return null;
        byte first = Convert.FromHexString(text.AsSpan(2, 2))[0];
        return first >= 0xc0 ? TransactionType.Legacy : first is >= 1 and <= 4 ? (TransactionType)first : null;
    }

    private static List<AccessListEntry>? ReadAccessList(JsonElement tx, int data)
    {
        if (!tx.TryGetProperty("accessLists", out JsonElement lists) || data >= lists.GetArrayLength()) return null;
        JsonElement list = lists[data];
        if (list.ValueKind == JsonValueKind.Null) return null;
        var entries = new List<AccessListEntry>();
        foreach (JsonElement entry in list.EnumerateArray())
        {
            entries.Add(new AccessListEntry(
                Address.Parse(entry.GetProperty("address").GetString()!),
                [.. entry.GetProperty("storageKeys").EnumerateArray().Select(static key => Hash256.Parse(key.GetString()!))]));
        }

        return entries;
    }

    private static Authorization ReadAuthorization(JsonElement item) => new(
        Number(item, "chainId"),
        Address.Parse(item.GetProperty("address").GetString()!),
        (ulong)Number(item, "nonce"),
        (byte)Number(item, item.TryGetProperty("yParity", out _) ? "yParity" : "v"),
        Number(item, "r"),
        Number(item, "s"));

    private static BigInteger Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? ParseNumber(value.GetString()!) : BigInteger.Zero;

    // Numbers beyond 256 bits are marked in the files.
    private static BigInteger ParseNumber(string text)
    {
        const string big = "0x:bigint ";
        return Hex.ParseNumber(text.StartsWith(big, StringComparison.Ordinal) ? text[big.Length..] : text);
    }
}
