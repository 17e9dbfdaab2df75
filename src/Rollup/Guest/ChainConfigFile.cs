using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Guest;

/// <summary>
/// Reads a chain's configuration from the JSON that geth's genesis files hold: a whole genesis or its <c>config</c>. Read are
/// <c>chainId</c>, <c>depositContractAddress</c> (the zero address if absent), <c>blobSchedule</c>, and every member <c>…Time</c>.
/// Cancun and Prague have the blob parameters of EIP-4844 and EIP-7691 where the schedule does not name them, Osaka those before it;
/// a blob-parameter-only fork must be named.
/// </summary>
public static partial class ChainConfigFile
{
    private static readonly string[] s_named = ["cancun", "prague", "osaka"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ChainConfig Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is not a chain configuration: {e.Message}", e);
        }
    }

    /// <summary>Reads the JSON.</summary>
    /// <exception cref="InvalidDataException">Not JSON, a member is missing or malformed, or the forks are out of order.</exception>
    public static ChainConfig Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException("no JSON object");
            return Read(root.TryGetProperty("config", out JsonElement config) ? config : root);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(JsonText.NotJson(e).Message, e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static ChainConfig Read(JsonElement config)
    {
        ulong chainId = Number(config, "chainId") ?? throw new InvalidDataException("'chainId' is missing");
        var forks = new List<(string Name, ulong Time)>();
        UnknownFork? beyond = null;
        foreach (JsonProperty member in config.EnumerateObject())
        {
            if (!member.Name.EndsWith("Time", StringComparison.Ordinal) || Number(config, member.Name) is not { } time) continue;
            string name = member.Name[..^4];
            if (name == "shanghai") continue;
            if (s_named.Contains(name) || Bpo().IsMatch(name)) forks.Add((name, time));
            else if (beyond is null || time < beyond.Time) beyond = new UnknownFork(time, name);
        }

        // cancun, prague, osaka, bpo1, bpo2, …: each fork builds on the one before.
        forks.Sort(static (a, b) => Rank(a.Name).CompareTo(Rank(b.Name)));
        if (forks.Count == 0 || forks[0].Name != "cancun") throw new InvalidDataException("'cancunTime' is missing: forks before Cancun are not implemented");
        var schedule = new List<ForkEntry>();
        ForkEntry? last = null;
        for (int i = 0; i < forks.Count; i++)
        {
            (string name, ulong time) = forks[i];
            if (Rank(name) > i && i < 3) throw new InvalidDataException($"'{s_named[i]}Time' is missing before '{name}Time'");
            if (last is not null && time < last.Time) throw new InvalidDataException($"'{name}Time' {time} is before the fork it builds on, at {last.Time}");
            last = Entry(config, name, time, last);
            // Of forks at the same time the last one counts.
            if (schedule.Count > 0 && schedule[^1].Time == time) schedule.RemoveAt(schedule.Count - 1);
            schedule.Add(last);
        }

        if (beyond is not null && beyond.Time <= schedule[0].Time)
            throw new InvalidDataException($"the chain is in {beyond.Name} from the start of Cancun on, a fork that is not implemented");
        Address deposits = config.TryGetProperty("depositContractAddress", out JsonElement address) && address.ValueKind != JsonValueKind.Null
            ? Address.Parse(address.GetString()!)
            : default;
        return new ChainConfig(chainId, deposits, schedule) { Beyond = beyond };
    }

    private static ForkEntry Entry(JsonElement config, string name, ulong time, ForkEntry? before)
    {
        Fork fork = name switch { "cancun" => Fork.Cancun, "prague" => Fork.Prague, _ => Fork.Osaka };
        if (config.TryGetProperty("blobSchedule", out JsonElement schedule) && schedule.ValueKind == JsonValueKind.Object
            && schedule.TryGetProperty(name, out JsonElement blobs) && blobs.ValueKind != JsonValueKind.Null)
        {
            var entry = new ForkEntry(time, fork, Required("target"), Required("max"), Required("baseFeeUpdateFraction"));
            if (entry.BlobFraction == 0 || entry.BlobTarget > entry.BlobMax || entry.BlobMax > 4096)
                throw new InvalidDataException($"blobSchedule.{name}: target {entry.BlobTarget}, max {entry.BlobMax}, fraction {entry.BlobFraction} cannot be");
            return entry;

            ulong Required(string member) => Number(blobs, member) ?? throw new InvalidDataException($"blobSchedule.{name}.{member} is missing");
        }

        return name switch
        {
            "cancun" => new ForkEntry(time, fork, 3, 6, 3338477),
            "prague" => new ForkEntry(time, fork, 6, 9, 5007716),
            "osaka" => before! with { Time = time, Fork = fork },
            _ => throw new InvalidDataException($"blobSchedule.{name} is missing"),
        };
    }

    private static int Rank(string name) => Array.IndexOf(s_named, name) is var i and >= 0
        ? i
        : 2 + int.Parse(name.AsSpan(3), CultureInfo.InvariantCulture);

    // Null where the member is absent or null, which in these files both mean "never".
    private static ulong? Number(JsonElement json, string name) => !json.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetUInt64(out ulong number) => number,
        JsonValueKind.String => Hex.ParseUInt64(value.GetString()!),
        _ => throw new InvalidDataException($"'{name}' is {value}, expected a number below 2^64"),
    };

    [GeneratedRegex("^bpo[1-9][0-9]?$")]
    private static partial Regex Bpo();
}
