using System.Buffers.Binary;
using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class StoreSafetyTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_second_writer_is_told_who_holds_the_database_and_since_when()
    {
        using (temporary.Open())
        {
            var error = Assert.Throws<UserError>(temporary.Open);
            Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName} since {LocalTime.Text(new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero), TimeProvider.System)}", error.Message);
        }
        temporary.Open().Dispose();
    }

    [Fact]
    public void A_dead_process_holds_nothing()
    {
        File.WriteAllText(temporary.Path + ".lock", "");
        File.WriteAllText(temporary.Path + ".owner", "process 1 on elsewhere since 2020-01-01T00:00:00.000Z\n");
        temporary.Open().Dispose();
        Assert.False(File.Exists(temporary.Path + ".owner"));
    }

    [Fact]
    public void A_clean_end_leaves_one_file()
    {
        temporary.Fill();
        Assert.True(temporary.IsAtRest());
        Assert.Equal("delete", temporary.Value("PRAGMA journal_mode"));
        Assert.True(temporary.IsAtRest());
    }

    [Fact]
    public void A_reader_that_stays_is_no_error_and_the_next_end_tidies_up()
    {
        temporary.Fill();
        var store = temporary.Open();
        using (var reader = temporary.Read())
        {
            Assert.Equal(19, reader.ReadRows().Count);
            store.Dispose();
            Assert.Equal(19, reader.ReadRows().Count);
            Assert.False(temporary.IsAtRest());
        }
        temporary.Open().Dispose();
        Assert.True(temporary.IsAtRest());
    }

    [Fact]
    public void A_reader_that_is_there_first_does_not_keep_a_run_from_writing()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        using (var store = temporary.Open()) store.RegisterSweep(Sweep("more"), [(Cell("random", 2, 9), 0)], []);
        Assert.Equal(2, reader.Sweeps().Count);
    }

    [Fact]
    public void What_was_saved_survives_a_kill()
    {
        using var killed = new TemporaryDatabase();
        CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 8, 0)];
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(Result(cell), Attempt(cell.Identity));
            CopyFiles(killed);
        }
        // The last transaction was being written: its end is not on the disk.
        using (var log = new FileStream(killed.Path + "-wal", FileMode.Open)) log.SetLength(log.Length - 100);
        using (var store = killed.Open())
        {
            Assert.Equal(["random/2/0", "random/4/0"], store.FinishedIdentities().Order());
            Assert.True(store.Save(Result(cells[2]), Attempt(cells[2].Identity)));
        }
        Assert.Equal("ok", killed.Value("PRAGMA integrity_check"));
        Assert.Equal(3L, killed.Value("SELECT count(*) FROM v_results"));
        Assert.Equal(3L, killed.Value("SELECT count(*) FROM attempt"));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        temporary.Fill();
        Patch(offset: 60, value: 99);
        RefusedUntouched($"was written by a newer bench: it has schema 99, this one knows {Schema.Current.Version}");
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        temporary.Fill();
        Patch(offset: 68, value: 0);
        RefusedUntouched("is an SQLite database of another program");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(temporary.Path, string.Concat(Enumerable.Repeat("name: quickstart\n", 200)));
        RefusedUntouched("is not an SQLite database");
    }

    [Fact]
    public void A_truncated_database_is_refused_and_left_alone()
    {
        temporary.Fill();
        using (var file = new FileStream(temporary.Path, FileMode.Open)) file.SetLength(file.Length / 2);
        RefusedUntouched("is corrupt");
    }

    [Fact]
    public void A_database_with_a_damaged_page_is_corrupt_to_who_reads_it()
    {
        temporary.Fill();
        var bytes = File.ReadAllBytes(temporary.Path);
        bytes.AsSpan(4096 * 2).Fill(0xAB);
        File.WriteAllBytes(temporary.Path, bytes);
        var error = Assert.Throws<UserError>(() =>
        {
            using var reader = temporary.Read();
            reader.ReadRows();
        });
        Assert.Contains("is corrupt", error.Message);
    }

    [Fact]
    public void A_missing_database_and_an_empty_one_say_how_to_get_one()
    {
        Assert.Contains("'bench run' makes one", Assert.Throws<UserError>(temporary.Read).Message);
        File.WriteAllText(temporary.Path, "");
        Assert.Contains("'bench run' fills it", Assert.Throws<UserError>(temporary.Read).Message);
    }

    [Fact]
    public void A_folder_is_no_database()
    {
        Directory.CreateDirectory(temporary.Path);
        foreach (Func<IDisposable> open in (Func<IDisposable>[])[temporary.Open, temporary.Read])
            Assert.Contains("is a folder, not a database: name a file in it, such as ", Assert.Throws<UserError>(() => open()).Message);
        Assert.Equal([temporary.Path], Directory.GetFileSystemEntries(temporary.Folder));
    }

    [Fact]
    public void A_path_through_a_file_says_which()
    {
        File.WriteAllText(temporary.Path, "");
        var message = Assert.Throws<UserError>(() => ResultStore.Open(Path.Combine(temporary.Path, "deep", "bench.db"), TimeProvider.System)).Message;
        Assert.EndsWith($"cannot be made: not a folder: {temporary.Path}", message);
        Assert.Equal([temporary.Path], Directory.GetFileSystemEntries(temporary.Folder));
    }

    [Fact]
    public void A_place_where_no_file_can_be_made_is_one_line()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs /proc");
        foreach (var path in new[] { "/proc/bench.db", "/proc/bench/bench.db" })
            Assert.Contains("/proc", Assert.Throws<UserError>(() => ResultStore.Open(path, TimeProvider.System)).Message);
    }

    [Fact]
    public void A_read_only_folder_is_read_but_not_written()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("needs Unix permissions");
        else if (Environment.IsPrivilegedProcess) Assert.Skip("permissions do not bind this user");
        else
        {
            temporary.Fill();
            File.Delete(temporary.Path + ".lock");
            File.SetUnixFileMode(temporary.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            try
            {
                Assert.Equal(19L, temporary.Value("SELECT count(*) FROM v_results"));
                Assert.Contains("cannot be written", Assert.Throws<UserError>(temporary.Open).Message);
            }
            finally
            {
                File.SetUnixFileMode(temporary.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    [Theory]
    [InlineData(8, "read-only")]
    [InlineData(11, "corrupt")]
    [InlineData(13, "the disk is full")]
    [InlineData(5, "locked by another program")]
    public void What_befalls_a_disk_has_a_line_of_its_own(int code, string words)
    {
        var line = SqliteErrors.Describe(code, "results/bench.db");
        Assert.Contains(words, line);
        Assert.Contains("results/bench.db", line);
        Assert.Null(SqliteErrors.Describe(19, "results/bench.db"));
    }

    private void RefusedUntouched(string words)
    {
        var bytes = File.ReadAllBytes(temporary.Path);
        var locked = File.Exists(temporary.Path + ".lock");
        foreach (Func<IDisposable> open in (Func<IDisposable>[])[temporary.Open, temporary.Read])
        {
            var message = Assert.Throws<UserError>(() => open()).Message;
            Assert.Contains(words, message);
            Assert.DoesNotContain('\n', message);
        }
        Assert.Equal(bytes, File.ReadAllBytes(temporary.Path));
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Folder).Except([temporary.Path, temporary.Path + ".lock"]));
        Assert.Equal(locked, File.Exists(temporary.Path + ".lock"));
    }

    // The database header is big-endian: user_version at 60, application_id at 68 (sqlite.org/fileformat2.html).
    private void Patch(int offset, int value)
    {
        var bytes = File.ReadAllBytes(temporary.Path);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(offset), value);
        File.WriteAllBytes(temporary.Path, bytes);
    }

    private void CopyFiles(TemporaryDatabase to)
    {
        foreach (var suffix in new[] { "", "-wal" }) File.Copy(temporary.Path + suffix, to.Path + suffix);
    }
}
