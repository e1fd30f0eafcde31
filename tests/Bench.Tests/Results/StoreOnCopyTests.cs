using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class StoreOnCopyTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();
    private readonly TemporaryDatabase.StoppedClock time = new();
    private static readonly CellDescription One = Cell("random", 2, 0), Two = Cell("random", 4, 0);

    public void Dispose() => temporary.Dispose();

    private static bool Work(ResultStore store) => store.Save(Result(Two), Attempt(Two.Identity));

    private void Fill()
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, [One, Two]);
        store.Save(Result(One), Attempt(One.Identity));
    }

    private static IReadOnlySet<string> Finished(string path)
    {
        using var reader = ResultReader.Open(path);
        Assert.Equal("ok", Assert.Single(Assert.Single(reader.Query("SELECT * FROM pragma_integrity_check").Rows)));
        return reader.FinishedIdentities();
    }

    [Fact]
    public void The_changed_copy_takes_the_place_of_the_old_file_and_nothing_is_left_beside_it()
    {
        Fill();
        Assert.True(StoreOnCopy.Change(temporary.Path, time, Work));
        Assert.Equal([One.Identity, Two.Identity], Finished(temporary.Path).Order());
        Assert.True(temporary.IsAtRest());
        Assert.Equal(["bench.db", "bench.db.lock"], Directory.GetFiles(temporary.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_old_or_the_new_database_is_there_whole_at_every_instant()
    {
        Fill();
        var steps = new List<string>();
        var seen = new List<(string Step, int Finished)>();
        StoreOnCopy.Change(temporary.Path, time, Work, step =>
        {
            steps.Add(step);
            seen.Add((step, Finished(Copy()).Count)); // as a machine finds it that comes after a failure of this one
        });
        Assert.Equal(["locked", "folded", "copied", "worked", "written", "renamed"], steps);
        Assert.Equal([("locked", 1), ("folded", 1), ("copied", 1), ("worked", 1), ("written", 1), ("renamed", 2)], seen);
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("folded")]
    [InlineData("copied")]
    [InlineData("worked")]
    [InlineData("written")]
    [InlineData("renamed")]
    public void What_is_broken_off_at_whatever_step_is_done_by_the_next_time(string last)
    {
        Fill();
        Assert.Throws<NotImplementedException>(() => StoreOnCopy.Change(temporary.Path, time, Work, step =>
        {
            if (step == last) throw new NotImplementedException();
        }));
        Assert.Equal(last == "renamed" ? 2 : 1, Finished(temporary.Path).Count);
        Assert.Equal(last != "renamed", StoreOnCopy.Change(temporary.Path, time, Work));
        Assert.Equal(2, Finished(temporary.Path).Count);
        Assert.Empty(Directory.GetFiles(temporary.Folder, "*.new"));
    }

    [Fact]
    public void Work_that_fails_or_changes_nothing_leaves_the_file_as_it_was()
    {
        Fill();
        var before = File.ReadAllBytes(temporary.Path);
        Assert.Throws<UserError>(() => StoreOnCopy.Change<bool>(temporary.Path, time, store =>
        {
            Work(store);
            throw new UserError("the disk is full");
        }));
        Assert.Equal(before, File.ReadAllBytes(temporary.Path));
        Assert.Equal(1, StoreOnCopy.Change(temporary.Path, time, store => store.FinishedIdentities().Count));
        Assert.Equal(before, File.ReadAllBytes(temporary.Path));
    }

    [Fact]
    public void Last_commits_of_a_run_that_was_killed_are_folded_in_and_survive_a_failure_too()
    {
        string killed;
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [One, Two]);
            store.Save(Result(One), Attempt(One.Identity));
            Assert.True(new FileInfo(temporary.Path + "-wal").Length > 0);
            killed = Copy(); // before the end of the run has put everything into one file
        }
        var counts = new List<int>();
        StoreOnCopy.Change(killed, time, Work, _ => counts.Add(Finished(Copy(killed)).Count));
        Assert.Equal([1, 1, 1, 1, 1, 1, 2], counts);
        Assert.Equal(2, Finished(killed).Count);
    }

    // Where machines share the disk, SQLite's locks and its shared memory are of no use: it may not so much as look at the file there.
    [Theory]
    [InlineData("put in")]
    [InlineData("folded")]
    [InlineData("renamed")]
    public void Last_commits_are_folded_in_elsewhere_and_stay_until_the_file_has_them(string last)
    {
        string killed;
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [One, Two]);
            store.Save(Result(One), Attempt(One.Identity));
            killed = Copy();
        }
        File.Delete(killed + "-shm");
        var wal = new FileInfo(killed + "-wal").Length;
        Assert.Throws<NotImplementedException>(() => StoreOnCopy.Change(killed, time, Work, step =>
        {
            Assert.False(File.Exists(killed + "-shm"), step);
            Assert.Equal(step is "locked" or "put in", File.Exists(killed + "-wal"));
            if (step == "put in") Assert.Equal(wal, new FileInfo(killed + "-wal").Length);
            if (step == last) throw new NotImplementedException();
        }));
        Assert.Equal(last == "renamed" ? 2 : 1, Finished(Copy(killed)).Count);
        Assert.Equal(last != "renamed", StoreOnCopy.Change(killed, time, Work));
        Assert.Equal(2, Finished(killed).Count);
        Assert.Equal([Path.GetFileName(killed), Path.GetFileName(killed) + ".lock"], Directory.GetFiles(Path.GetDirectoryName(killed)!, Path.GetFileName(killed) + "*").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_is_left_beside_a_database_that_is_no_more_is_not_put_into_a_new_one()
    {
        Fill();
        File.Move(temporary.Path, temporary.Path + ".away");
        File.WriteAllText(temporary.Path + "-wal", "of another");
        StoreOnCopy.Change(temporary.Path, time, store =>
        {
            TemporaryDatabase.Register(store, [One, Two]);
            return Work(store);
        });
        Assert.Equal([Two.Identity], Finished(temporary.Path));
    }

    [Fact]
    public async Task It_waits_as_long_as_asked_while_a_run_writes_the_database()
    {
        Fill();
        var run = temporary.Open();
        var change = Task.Run(() => StoreOnCopy.Change(temporary.Path, TimeProvider.System, Work, TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);
        Assert.NotSame(change, await Task.WhenAny(change, Task.Delay(300, TestContext.Current.CancellationToken)));
        run.Dispose();
        Assert.True(await change);
    }

    [Fact]
    public void It_is_refused_while_a_run_writes_the_database_and_a_run_is_while_it_is_done()
    {
        Fill();
        using (temporary.Open())
            Assert.StartsWith($"database {temporary.Path} is being written by process ", Assert.Throws<UserError>(() => StoreOnCopy.Change(temporary.Path, time, Work)).Message, StringComparison.Ordinal);
        StoreOnCopy.Change(temporary.Path, time, store =>
        {
            Assert.StartsWith($"database {temporary.Path} is being written by process ", Assert.Throws<UserError>(temporary.Open).Message, StringComparison.Ordinal);
            return Work(store);
        });
    }

    [Fact]
    public void A_database_that_is_not_there_is_made_an_older_one_migrated_after_a_copy_and_a_link_followed()
    {
        StoreOnCopy.Change(temporary.Path, time, store => { TemporaryDatabase.Register(store, [One, Two]); return true; });
        Assert.Empty(Finished(temporary.Path));
        using var source = new TemporaryDatabase();
        source.Fill();
        var old = Path.Combine(temporary.Folder, "old.db");
        OldDatabase.Fill(old, 6, source.Path);
        using (var database = Database.OpenForWriting(old)) database.Rest();
        var link = Path.Combine(temporary.Folder, "link.db");
        File.CreateSymbolicLink(link, old);

        Assert.Equal(19, StoreOnCopy.Change(link, time, store => store.FinishedIdentities().Count));

        Assert.Equal(19, Finished(old).Count);
        Assert.NotNull(File.ResolveLinkTarget(link, returnFinalTarget: false));
        using (var copy = Database.OpenForReading($"{old}.v6.bak")) Assert.Equal(6L, copy.Scalar("PRAGMA user_version"));
        var empty = Path.Combine(temporary.Folder, "empty.db");
        using (var database = Database.OpenForWriting(empty))
        {
            database.Run($"{File.ReadAllText(RepositoryFiles.Find("tests/Bench.Tests/Results/schema-6.sql"))} PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = 6");
            database.Rest();
        }
        StoreOnCopy.Change(empty, time, _ => true);
        Assert.Empty(Finished(empty));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused_by_its_own_name()
    {
        Fill();
        using (var database = Database.OpenForWriting(temporary.Path))
        {
            database.Run("PRAGMA user_version = 99");
            database.Rest();
        }
        Assert.StartsWith($"database {temporary.Path} was written by a newer bench", Assert.Throws<UserError>(() => StoreOnCopy.Change(temporary.Path, time, Work)).Message, StringComparison.Ordinal);
    }

    // The database's files as they are now, in a folder of their own.
    private string Copy(string? path = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(temporary.Folder, "copies", $"{Guid.NewGuid():N}")).FullName;
        foreach (var ending in new[] { "", "-wal", "-journal" })
            if (File.Exists((path ?? temporary.Path) + ending)) File.Copy((path ?? temporary.Path) + ending, Path.Combine(folder, "bench.db" + ending));
        return Path.Combine(folder, "bench.db");
    }
}
