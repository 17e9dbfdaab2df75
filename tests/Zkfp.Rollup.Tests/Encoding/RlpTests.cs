using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Tests.Encoding;

public class RlpTests
{
    [EthereumTestsFact]
    public void Official_encodings_are_written_and_read()
    {
        int n = 0;
        foreach (JsonProperty test in Load("rlptest.json").EnumerateObject())
        {
            string expected = test.Value.GetProperty("out").GetString()!;
            var rlp = new RlpWriter();
            Write(rlp, test.Value.GetProperty("in"));
            Assert.Equal(expected, Hex.Format(rlp.ToArray()));
            Walk(Hex.Parse(expected));
            n++;
        }

        Assert.True(n > 20);
    }

    [EthereumTestsFact]
    public void Official_malformed_encodings_are_refused()
    {
        int n = 0;
        foreach (JsonProperty test in Load("invalidRLPTest.json").EnumerateObject())
        {
            byte[] bytes = Hex.Parse(test.Value.GetProperty("out").GetString()!);
            Assert.True(Throws(bytes), test.Name);
            n++;
        }

        Assert.True(n > 10);
    }

    [Fact]
    public void Numbers_round_trip()
    {
        Prop.ForAll<ulong>(value =>
        {
            byte[] bytes = new RlpWriter().Add(value).ToArray();
            var reader = new RlpReader(bytes);
            return reader.UInt64() == value && reader.AtEnd && bytes.AsSpan().SequenceEqual(new RlpWriter().Add(new BigInteger(value)).ToArray());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Strings_and_nested_lists_round_trip()
    {
        Prop.ForAll<byte[], byte[]>((a, b) =>
        {
            a ??= [];
            b ??= [];
            byte[] bytes = new RlpWriter().BeginList().Add(a).BeginList().Add(b).EndList().EndList().ToArray();
            var outer = new RlpReader(bytes);
            RlpReader list = outer.List();
            bool same = list.String().SequenceEqual(a);
            RlpReader inner = list.List();
            same &= inner.String().SequenceEqual(b);
            inner.End();
            list.End();
            outer.End();
            return same;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_bytes_never_end_in_another_exception()
    {
        var random = new Random(1);
        byte[] buffer = new byte[64];
        for (int i = 0; i < 20_000; i++)
        {
            int n = random.Next(buffer.Length);
            random.NextBytes(buffer.AsSpan(0, n));
            if (n > 0 && i % 2 == 0) buffer[0] = (byte)(0xb8 + random.Next(72));
            Throws(buffer[..n]);
        }
    }

    [Theory]
    [InlineData("8100", "a byte below 0x80")]
    [InlineData("b801ff", "long form for a length of 1")]
    [InlineData("b90001", "length with a leading zero")]
    [InlineData("bf7fffffffffffffff", "beyond the data")]
    [InlineData("83aabb", "item of 3 bytes, 2 are left")]
    public void Errors_say_what_is_wrong(string bytes, string message)
    {
        var e = Assert.Throws<RlpException>(() => new RlpReader(Convert.FromHexString(bytes)).String());
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static JsonElement Load(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.EthereumTests!, "RLPTests", name))).RootElement;

    private static void Write(RlpWriter rlp, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                rlp.BeginList();
                foreach (JsonElement item in value.EnumerateArray()) Write(rlp, item);
                rlp.EndList();
                break;
            case JsonValueKind.Number:
                rlp.Add(value.GetUInt64());
                break;
            default:
                string text = value.GetString()!;
                if (text.StartsWith('#')) rlp.Add(BigInteger.Parse(text.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
                else rlp.Add(System.Text.Encoding.Latin1.GetBytes(text));
                break;
        }
    }

    // Reads everything, to any depth.
    private static void Walk(byte[] bytes)
    {
        var reader = new RlpReader(bytes);
        Walk(ref reader);
        reader.End();
    }

    private static void Walk(ref RlpReader reader)
    {
        if (!reader.IsList)
        {
            reader.String();
            return;
        }

        RlpReader list = reader.List();
        while (!list.AtEnd) Walk(ref list);
    }

    private static bool Throws(byte[] bytes)
    {
        try
        {
            Walk(bytes);
            return false;
        }
        catch (RlpException)
        {
            return true;
        }
    }
}
