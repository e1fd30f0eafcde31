namespace Bench.Sweeps.Costs;

/// <summary>Samples of a data set's splits, the validation split taken out of the training set.</summary>
public sealed record SplitSizes(int Train, int Validation, int Test)
{
    /// <summary>Of a published training and test set: a tenth of the former is validation, unless a part of it is given as that.</summary>
    public static SplitSizes OfPublished(int train, int test, int? given = null)
    {
        var validation = given ?? (int)Math.Round(train / 10.0);
        return new(train - validation, validation, test);
    }

    /// <summary>Of a validation split, which is a tenth of what was published, and a test set.</summary>
    public static SplitSizes OfEvaluated(int validation, int test) => new(9 * validation, validation, test);

    /// <summary>Of what is trained on alone: nine tenths of what was published; of the test set it is a guess, a sixth of that.</summary>
    public static SplitSizes OfTrained(int train) => new(train, train / 9, train / 9 * 10 / 6);
}
