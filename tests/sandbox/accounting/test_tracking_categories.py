def test_archived_tracking_categories_come_when_asked_for(xero):
    (region,) = xero.all("TrackingCategories")
    archived = {**region, "TrackingCategoryID": "11111111-1111-4111-8111-111111111111"}
    archived |= {"Name": "Team", "Status": "ARCHIVED", "Options": []}
    xero.organisation.tracking_categories.put(archived)
    assert xero.all("TrackingCategories") == [region]
    assert xero.all("TrackingCategories", includeArchived="true") == [region, archived]
