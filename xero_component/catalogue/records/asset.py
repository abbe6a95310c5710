"""https://developer.xero.com/documentation/api/assets/overview"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import IsoDate, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class DepreciationSetting(TypedDict, total=False):
    """How an asset, or each asset of a type, loses value."""

    depreciationMethod: str
    averagingMethod: str
    depreciationRate: Money
    effectiveLifeYears: int
    depreciationCalculationMethod: str
    depreciableObjectId: str
    depreciableObjectType: str
    bookEffectiveDateOfChangeId: str


@with_config(LENIENT)
class DepreciationDetail(TypedDict, total=False):
    """How much value an asset has lost."""

    currentCapitalGain: Money
    currentGainLoss: Money
    depreciationStartDate: IsoDate
    costLimit: Money
    residualValue: Money
    priorAccumDepreciationAmount: Money
    currentAccumDepreciationAmount: Money


@with_config(LENIENT)
class Asset(TypedDict, total=False):
    """A fixed asset."""

    assetId: Required[str]
    assetName: str
    assetTypeId: str
    assetNumber: str
    purchaseDate: IsoDate
    purchasePrice: Money
    disposalDate: IsoDate
    disposalPrice: Money
    assetStatus: str
    warrantyExpiryDate: IsoDate
    serialNumber: str
    bookDepreciationSetting: DepreciationSetting
    bookDepreciationDetail: DepreciationDetail
    canRollback: bool
    accountingBookValue: Money
    isDeleteEnabledForDate: bool


@with_config(LENIENT)
class AssetType(TypedDict, total=False):
    """What assets of a kind have in common: accounts and depreciation."""

    assetTypeId: Required[str]
    assetTypeName: str
    fixedAssetAccountId: str
    depreciationExpenseAccountId: str
    accumulatedDepreciationAccountId: str
    bookDepreciationSetting: DepreciationSetting
    locks: int
