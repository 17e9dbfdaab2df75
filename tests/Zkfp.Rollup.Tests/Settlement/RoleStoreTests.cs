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
        new(purpose, Account(sender), nonce, Keccak256.Hash([(byte)nonce]), [1, 2, 3], null);

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
        Assert.Equal(Keccak256.Hash([4]), found.Hash);
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
    public void A_cursor_moves()
    {
        using var store = new RoleStore(Path);
        Assert.Null(store.Cursor("claims"));
        store.SetCursor("claims", 5, Hash256.EmptyTrie);
        store.SetCursor("claims", 6, Hash256.EmptyCode);
        Assert.Equal((6ul, Hash256.EmptyCode), store.Cursor("claims"));
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

        Assert.Contains("format 9, expected 1", Assert.Throws<InvalidDataException>(() => new RoleStore(Path)).Message, StringComparison.Ordinal);
    }
}
