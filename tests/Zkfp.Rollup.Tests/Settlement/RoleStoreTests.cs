using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Roles;

namespace Zkfp.Rollup.Tests.Settlement;

public sealed class RoleStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-store-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "role.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Address Account(byte last) => new([.. new byte[19], last]);

    private static StoredTransaction Transaction(string purpose, ulong nonce, byte sender = 1) =>
        new(purpose, Account(sender), nonce, Keccak256.Hash([(byte)nonce, sender]), [1, 2, 3], null);

    [Fact]
    public void A_purpose_and_a_nonce_are_used_once_and_for_all()
    {
        using (var store = new RoleStore(Path))
        {
            Assert.Null(store.Find("a"));
            Assert.Equal(0ul, store.NextNonce(Account(1)));
            store.Add(Transaction("a", 4));
            Assert.Throws<InvalidOperationException>(() => store.Add(Transaction("a", 5)));
            Assert.Throws<InvalidOperationException>(() => store.Add(Transaction("b", 4)));
            store.Add(Transaction("b", 4, sender: 2));
            store.Included("a", 77);
        }

        using var again = new RoleStore(Path);
        StoredTransaction found = again.Find("a")!;
        Assert.Equal((4ul, 77ul), (found.Nonce, found.Block));
        Assert.Equal([1, 2, 3], found.Raw);
        Assert.Equal(Keccak256.Hash([4, 1]), found.Hash);
        Assert.Equal((5ul, 5ul, 0ul), (again.NextNonce(Account(1)), again.NextNonce(Account(2)), again.NextNonce(Account(3))));
        Assert.Throws<InvalidOperationException>(() => again.Add(Transaction("a", 9)));
    }

    [Fact]
    public void A_serial_is_signed_once_while_the_first_claim_can_be_proposed()
    {
        Hash256 game = Keccak256.Hash("game"u8), a = Keccak256.Hash("a"u8), b = Keccak256.Hash("b"u8);
        using (var store = new RoleStore(Path)) store.AllowSignature(game, 1, a, 1000, 1000);
        using var again = new RoleStore(Path);
        again.AllowSignature(game, 1, a, 1000, 1001);
        Assert.Throws<DoubleSignatureException>(() => again.AllowSignature(game, 1, b, 1001, 1001));
        Assert.Throws<DoubleSignatureException>(() => again.AllowSignature(game, 1, b, 1256, 1256)); // blockhash still has 1000
        again.AllowSignature(Keccak256.Hash("other game"u8), 1, b, 1001, 1001);
        again.AllowSignature(game, 2, b, 1001, 1001);
        again.AllowSignature(game, 1, b, 1257, 1257);
        Assert.Throws<DoubleSignatureException>(() => again.AllowSignature(game, 1, a, 1000, 1300));
    }

    [Fact]
    public void Versions_of_a_transaction_share_their_nonce()
    {
        using var store = new RoleStore(Path);
        StoredTransaction first = Transaction("a", 4);
        store.Add(first);
        StoredTransaction second = first with { Hash = Keccak256.Hash("raised"u8), Raw = [9] };
        Assert.Throws<InvalidOperationException>(() => store.Replace(second with { Nonce = 5 }));
        Assert.Throws<InvalidOperationException>(() => store.Replace(second with { Sender = Account(2) }));
        Assert.Throws<InvalidOperationException>(() => store.Replace(second with { Purpose = "b" }));
        store.Replace(second);
        Assert.Equal([second.Hash, first.Hash], store.Versions("a"));
        Assert.Equal([9], store.Find("a")!.Raw);
        Assert.Equal(5ul, store.NextNonce(Account(1)));
    }

    [Fact]
    public void What_no_block_holds_is_listed_by_nonce()
    {
        using var store = new RoleStore(Path);
        foreach ((string purpose, ulong nonce) in new[] { ("c", 7ul), ("a", 5ul), ("b", 6ul), ("d", 8ul) }) store.Add(Transaction(purpose, nonce));
        store.Add(Transaction("other", 1, sender: 2));
        store.Included("a", 10);
        store.Included("b", 90);
        Assert.Equal(["b", "c", "d"], store.Unsettled(Account(1), 50).Select(static x => x.Purpose));
        store.Included("b", null); // a reorganisation
        Assert.Equal(["b", "c", "d"], store.Unsettled(Account(1), 100).Select(static x => x.Purpose));
        Assert.Null(store.Find("b")!.Block);
    }

    [Fact]
    public void Items_and_blocks_are_set_whole()
    {
        using (var store = new RoleStore(Path))
        {
            store.SetItem("k", [2], [20]);
            store.SetItem("k", [1], [10]);
            store.SetItem("k", [1], [11]);
            store.SetItem("other", [1], [99]);
            store.SetBlocks(0, [new StoredBlock([0], Hash256.Zero), new StoredBlock([1], Hash256.EmptyTrie)],
                [KeyValuePair.Create(Hash256.EmptyTrie, (ReadOnlyMemory<byte>)new byte[] { 5 })], []);
            store.SetBlocks(1, [new StoredBlock([7], Hash256.EmptyCode)], [], [KeyValuePair.Create(Hash256.EmptyCode, (ReadOnlyMemory<byte>)new byte[] { 6 })]);
        }

        using var again = new RoleStore(Path);
        Assert.Equal([((byte)1, (byte)11), ((byte)2, (byte)20)], again.Items("k").Select(static x => (x.Key[0], x.Value[0])));
        again.SetItem("k", [1], null);
        Assert.Null(again.Item("k", [1]));
        Assert.Equal([((byte)0, Hash256.Zero), ((byte)7, Hash256.EmptyCode)], again.Blocks().Select(static x => (x.Header[0], x.Origin)));
        Assert.Equal([Hash256.EmptyTrie], again.State(codes: false).Select(static x => x.Hash));
        Assert.Equal([Hash256.EmptyCode], again.State(codes: true).Select(static x => x.Hash));
    }

    [Fact]
    public void Other_files_are_refused()
    {
        File.WriteAllText(Path, "this is no database, whatever its name says; it is long enough to be looked at, though");
        Assert.Throws<InvalidDataException>(() => new RoleStore(Path));
        File.Delete(Path);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9";
            command.ExecuteNonQuery();
        }

        Assert.Contains("format 9, expected 2", Assert.Throws<InvalidDataException>(() => new RoleStore(Path)).Message, StringComparison.Ordinal);
    }
}
