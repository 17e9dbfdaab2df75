using System.IO.Compression;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Guest;

/// <summary>
/// A block with its witness as a JSON file, gzipped or not: <c>{"chainId", "blockRlp", "witness": {"state", "codes", "keys",
/// "headers"}}</c>, the witness as <c>debug_executionWitness</c> gives it.
/// </summary>
/// <param name="ChainId">The chain.</param>
/// <param name="BlockRlp">RLP of the whole block.</param>
/// <param name="Witness">Its witness.</param>
public sealed record BlockFile(ulong ChainId, byte[] BlockRlp, ExecutionWitness Witness)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BlockFile Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        int n = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        bool gzip = n == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        using Stream content = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            using JsonDocument json = JsonText.Parse(content);
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new FormatException("no JSON object");
            JsonElement chain = Member("chainId");
            ulong chainId = chain.ValueKind switch
            {
                JsonValueKind.Number when chain.TryGetUInt64(out ulong number) => number,
                JsonValueKind.String => Hex.ParseUInt64(chain.GetString()!),
                _ => throw new FormatException($"'chainId' is {chain}, expected a number below 2^64"),
            };
            JsonElement block = Member("blockRlp");
            if (block.ValueKind != JsonValueKind.String) throw new FormatException("'blockRlp' is no string");
            return new BlockFile(chainId, Hex.Parse(block.GetString()!), ReadWitness(Member("witness")));

            JsonElement Member(string name) =>
                root.TryGetProperty(name, out JsonElement member) ? member : throw new FormatException($"'{name}' is missing");
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"'{path}' is not a block with its witness: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, gzipped if the name ends in <c>.gz</c>.</summary>
    public void Write(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using FileStream file = File.Create(path);
        Write(file, path.EndsWith(".gz", StringComparison.Ordinal));
    }

    /// <summary>Writes the file's content.</summary>
    public void Write(Stream file, bool gzipped)
    {
        ArgumentNullException.ThrowIfNull(file);
        using Stream? compressed = gzipped ? new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true) : null;
        Stream content = compressed ?? file;
        using var json = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("chainId", ChainId);
        json.WriteString("blockRlp", Hex.Format(BlockRlp));
        json.WriteStartObject("witness");
        WriteList("state", Witness.State);
        WriteList("codes", Witness.Codes);
        WriteList("keys", []);
        WriteList("headers", Witness.Headers);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteList(string name, IReadOnlyList<ReadOnlyMemory<byte>> items)
        {
            json.WriteStartArray(name);
            foreach (ReadOnlyMemory<byte> item in items) json.WriteStringValue(Hex.Format(item.Span));
            json.WriteEndArray();
        }
    }

    /// <summary>The block's number and timestamp, whatever its fork.</summary>
    /// <exception cref="RlpException">Not a block.</exception>
    public (ulong Number, ulong Timestamp) Peek() => BlockHeader.Peek(new RlpReader(BlockRlp).List().Raw());

    /// <summary>
    /// Reads the object that <c>debug_executionWitness</c> returns. Headers may be RLP or JSON objects, in any order: they come out
    /// oldest first.
    /// </summary>
    /// <exception cref="FormatException">A part is missing or malformed.</exception>
    internal static ExecutionWitness ReadWitness(JsonElement witness)
    {
        List<ReadOnlyMemory<byte>> headers = List("headers", static item => RpcBlock.ReadHeader(item).Encode());
        return new ExecutionWitness(List("state"), List("codes"), [.. headers.OrderBy(static header => BlockHeader.Peek(header.Span).Number)]);

        List<ReadOnlyMemory<byte>> List(string name, Func<JsonElement, byte[]>? fromObject = null)
        {
            if (witness.ValueKind != JsonValueKind.Object || !witness.TryGetProperty(name, out JsonElement part) || part.ValueKind != JsonValueKind.Array)
                throw new FormatException($"the witness has no list '{name}'");
            var items = new List<ReadOnlyMemory<byte>>(part.GetArrayLength());
            foreach (JsonElement item in part.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && fromObject is not null)
                {
                    items.Add(fromObject(item));
                    continue;
                }

                if (item.ValueKind != JsonValueKind.String) throw new FormatException($"'{name}' of the witness has an entry that is no string");
                items.Add(Hex.Parse(item.GetString()!));
            }

            return items;
        }
    }
}
